/** What a stretch of the graph costs. In: a graph; out: bytes of weights, live tensors and crossings, and estimated time, of any stretch. */
@NullMarked
package io.hyps.planner.cost;

import org.jspecify.annotations.NullMarked;
