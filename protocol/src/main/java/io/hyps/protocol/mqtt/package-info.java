/** The MQTT link, the only place that knows Paho. In: publishes and subscriptions; out: deliveries, to be acknowledged after their effect. */
@NullMarked
package io.hyps.protocol.mqtt;

import org.jspecify.annotations.NullMarked;
