/** Tests of this package. In: made-up tensors; out: a verdict. */
@NullMarked
package io.hyps.planner.encoding;

import org.jspecify.annotations.NullMarked;
