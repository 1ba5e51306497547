/** A sensor as HyPS expects them: it sends images until they are accepted. In: image files; out: MQTT messages, and the answers that come back. */
@NullMarked
package io.hyps.stack.sensor;

import org.jspecify.annotations.NullMarked;
