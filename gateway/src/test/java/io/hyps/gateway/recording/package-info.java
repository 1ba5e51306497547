/** Tests of recordings. */
@NullMarked
package io.hyps.gateway.recording;

import org.jspecify.annotations.NullMarked;
