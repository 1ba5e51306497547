/** Tests of this package. In: made-up graphs; out: a verdict. */
@NullMarked
package io.hyps.planner.cost;

import org.jspecify.annotations.NullMarked;
