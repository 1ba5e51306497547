/** Images from sensors. In: MQTT deliveries; out: frames in Kafka, then word to the sensor, then the acknowledgement. */
@NullMarked
package io.hyps.gateway.ingest;

import org.jspecify.annotations.NullMarked;
