/** Traces. In: what becomes of a frame and how long each step took; out: spans to an OpenTelemetry collector, or nothing at all. */
@NullMarked
package io.hyps.gateway.trace;

import org.jspecify.annotations.NullMarked;
