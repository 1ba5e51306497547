package org.eclipse.paho.mqttv5.client.wire;

import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;

/** A socket's input stream whose owner wants some packets at once, from the thread that reads them, past Paho's queues. */
public interface PacketTap {
    /** Returns whether the packet is taken; then Paho does not see it. Must not block. */
    boolean take(MqttWireMessage packet);
}
