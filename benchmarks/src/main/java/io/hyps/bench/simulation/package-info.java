/** The simulation beside the real pipeline on this machine. In: a model; out: throughput and latency of both, for several plans. */
@NullMarked
package io.hyps.bench.simulation;

import org.jspecify.annotations.NullMarked;
