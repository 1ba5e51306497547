/** Kafka, known to this package alone. In: events to keep and the records of hyps.frames and hyps.results; out: Kafka's acknowledgements, frames to dispatch, results to pass on. */
@NullMarked
package io.hyps.gateway.kafka;

import org.jspecify.annotations.NullMarked;
