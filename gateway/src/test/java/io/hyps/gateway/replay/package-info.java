/** Tests of replays. */
@NullMarked
package io.hyps.gateway.replay;

import org.jspecify.annotations.NullMarked;
