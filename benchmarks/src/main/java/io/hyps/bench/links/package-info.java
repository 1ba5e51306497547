/** Slow links. In: a model and rates; out: latency with and without encodings of tensors, beside the planner's prediction. */
@NullMarked
package io.hyps.bench.links;

import org.jspecify.annotations.NullMarked;
