package io.hyps.protocol.mqtt;

/** A message that has arrived. */
public interface Delivery {
    MqttMessage message();

    /** Its place in the order in which messages arrived on this connection; those of QoS 0 have that of the one before. */
    long number();

    /** Whether the broker delivers the message again unless it is acknowledged; at QoS 0 it does not. */
    default boolean isRedelivered() {
        return true;
    }

    /**
     * Tells the broker that the message has had its effect. May be called from any thread, in any order, once or more;
     * the link sends the acknowledgements in the order of arrival (MQTT 5, 4.6). Does nothing if the connection that
     * brought the message is gone: the broker then delivers it again.
     */
    void acknowledge();
}
