/** How tensors travel. In: a plan whose slices have been run, its devices, a tolerance; out: an encoding for each tensor that gains by one. */
@NullMarked
package io.hyps.planner.encoding;

import org.jspecify.annotations.NullMarked;
