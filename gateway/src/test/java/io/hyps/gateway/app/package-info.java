/** Tests of the application. */
@NullMarked
package io.hyps.gateway.app;

import org.jspecify.annotations.NullMarked;
