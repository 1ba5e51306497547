/** Tests of frames. In: values, well formed and not; out: whether they come through unchanged or are refused in one line. */
@NullMarked
package io.hyps.protocol.frame;

import org.jspecify.annotations.NullMarked;
