/** What the gateway says and hears over MQTT besides images and tensors. In: retained plans, results from Kafka, the gateway's state; out: messages to sensors, the retained status. */
@NullMarked
package io.hyps.gateway.mqtt;

import org.jspecify.annotations.NullMarked;
