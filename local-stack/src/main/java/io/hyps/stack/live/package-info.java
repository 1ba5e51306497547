/** What the parts say of themselves in their retained messages. In: an MQTT link; out: the devices, gateways and plans that are there now. */
@NullMarked
package io.hyps.stack.live;

import org.jspecify.annotations.NullMarked;
