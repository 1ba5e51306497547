/** Tests of the link, with the brokers that they need. In: brokers, real and in memory; out: whether the link keeps its word on each. */
@NullMarked
package io.hyps.protocol.mqtt;

import org.jspecify.annotations.NullMarked;
