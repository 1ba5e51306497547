/** Tests of plans. In: values, well formed and not; out: whether they come through unchanged or are refused in one line. */
@NullMarked
package io.hyps.protocol.plan;

import org.jspecify.annotations.NullMarked;
