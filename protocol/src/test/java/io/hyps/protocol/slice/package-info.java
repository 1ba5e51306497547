/** Tests of slices. In: values, well formed and not; out: whether they come through unchanged or are refused in one line. */
@NullMarked
package io.hyps.protocol.slice;

import org.jspecify.annotations.NullMarked;
