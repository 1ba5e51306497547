/** What a part of the graph costs. In: a graph; out: bytes of weights, live tensors, queues and crossings, and the time, of any part. */
@NullMarked
package io.hyps.planner.cost;

import org.jspecify.annotations.NullMarked;
