/** Every MQTT topic of HyPS as a type. In: identifiers or a topic's text; out: the other of the two. */
@NullMarked
package io.hyps.protocol.topic;

import org.jspecify.annotations.NullMarked;
