/** MQTT and Kafka brokers inside a process, for machines where none is installed. In: a port and a directory; out: a broker that accepts connections, and the result records that Kafka holds. */
@NullMarked
package io.hyps.stack.brokers;

import org.jspecify.annotations.NullMarked;
