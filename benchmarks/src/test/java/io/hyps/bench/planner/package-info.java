/** Tests of this package. In: random graphs and devices; out: a verdict. */
@NullMarked
package io.hyps.bench.planner;

import org.jspecify.annotations.NullMarked;
