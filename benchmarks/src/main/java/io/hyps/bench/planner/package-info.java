/** How good and how fast the planner's search is. In: made-up graphs and devices; out: its plans beside those of brute force and of a published search, and times. */
@NullMarked
package io.hyps.bench.planner;

import org.jspecify.annotations.NullMarked;
