/** MQTT brokers to measure on. In: which one; out: its address and its process. */
@NullMarked
package io.hyps.bench.broker;

import org.jspecify.annotations.NullMarked;
