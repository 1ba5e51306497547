/** Tests of the values that all messages share. In: values, well formed and not; out: whether they come through unchanged or are refused in one line. */
@NullMarked
package io.hyps.protocol;

import org.jspecify.annotations.NullMarked;
