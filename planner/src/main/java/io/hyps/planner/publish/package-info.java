/** A plan on its way to the planner service. In: a plan's directory and a link; out: what became of it. */
@NullMarked
package io.hyps.planner.publish;

import org.jspecify.annotations.NullMarked;
