package io.hyps.bench.transport;

import java.util.function.IntConsumer;

/** One connection of one client library to a broker. */
public interface Peer extends AutoCloseable {
    /**
     * Subscribes and waits until the broker has granted it.
     *
     * @param arrived gets the size of each payload, once it is in memory
     */
    void subscribe(String topic, int qos, IntConsumer arrived) throws Exception;

    /** Hands a message over to the library; does not wait for the broker. */
    void publish(String topic, byte[] payload, int qos) throws Exception;

    @Override
    void close() throws Exception;
}
