/** Chooses which layers to split. In: a graph, its costs, devices and the splits asked for; out: the splits that pay, the graph with them, and its cut. */
@NullMarked
package io.hyps.planner.hybrid;

import org.jspecify.annotations.NullMarked;
