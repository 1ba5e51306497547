/** Slices against the whole model. In: a plan's directory and inputs; out: the differences, and whether they are within tolerance. */
@NullMarked
package io.hyps.planner.verify;

import org.jspecify.annotations.NullMarked;
