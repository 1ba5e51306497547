/** A model's graph, apart from any file format. In: nodes, weights, tensor shapes; out: one immutable, checked graph. */
@NullMarked
package io.hyps.planner.graph;

import org.jspecify.annotations.NullMarked;
