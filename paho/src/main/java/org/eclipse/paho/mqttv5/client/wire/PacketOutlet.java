package org.eclipse.paho.mqttv5.client.wire;

import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;

/** A socket's output stream whose owner writes packets of its own between Paho's. */
public interface PacketOutlet {
    /** What packets are written to from now on, by any thread: each goes out whole. */
    void opened(MqttOutputStream packets);

    /** A packet has been written; what is written from now on goes out after it. Must not block. */
    void written(MqttWireMessage packet);
}
