/** Splits layers. In: a graph and the splits wanted; out: a graph with shares or tiles in their place that gives the same result. */
@NullMarked
package io.hyps.planner.rewrite;

import org.jspecify.annotations.NullMarked;
