/** A sensor's image on its way: its identity and its Kafka record. In: an image and what the sensor said of it; out: a CloudEvent, and back. */
@NullMarked
package io.hyps.protocol.frame;

import org.jspecify.annotations.NullMarked;
