package org.eclipse.paho.mqttv5.client.wire;

/** A socket's output stream whose owner writes packets of its own between Paho's. */
public interface PacketOutlet {
    /** What packets are written to from now on, by any thread: each goes out whole. */
    void opened(MqttOutputStream packets);
}
