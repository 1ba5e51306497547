/** What it costs when work grows. In: a model, numbers of partitions or sensors; out: a row and a point in a plot for each. */
@NullMarked
package io.hyps.bench.growth;

import org.jspecify.annotations.NullMarked;
