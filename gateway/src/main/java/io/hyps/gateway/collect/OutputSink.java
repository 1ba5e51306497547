package io.hyps.gateway.collect;

import io.hyps.protocol.tensor.TensorMessage;

/** Takes what the runners send back; must not block. */
@FunctionalInterface
public interface OutputSink {
    /**
     * Takes a message.
     *
     * @param counted to be run once the message has been counted
     */
    void accept(TensorMessage message, Runnable counted);
}
