/** Measures gateways: many sensors at full speed, gateways killed at their work. In: how many of each; out: rates, latencies, what was lost or answered twice. */
@NullMarked
package io.hyps.bench.gateway;

import org.jspecify.annotations.NullMarked;
