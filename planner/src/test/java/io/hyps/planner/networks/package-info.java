/** The networks that tests and benchmarks run. In: a width divisor and a side in pixels; out: a model as exporters write it, with seeded weights. */
@NullMarked
package io.hyps.planner.networks;

import org.jspecify.annotations.NullMarked;
