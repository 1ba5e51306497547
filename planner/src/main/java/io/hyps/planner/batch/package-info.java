/** Frames computed at once. In: a graph as it is cut, devices' memory; out: how many frames each partition may compute at once. */
@NullMarked
package io.hyps.planner.batch;

import org.jspecify.annotations.NullMarked;
