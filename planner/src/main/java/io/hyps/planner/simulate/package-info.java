/** Runs a plan without devices, as a discrete-event simulation. In: a plan, its partitions' times, devices, a load; out: throughput, latencies, how busy each device is. */
@NullMarked
package io.hyps.planner.simulate;

import org.jspecify.annotations.NullMarked;
