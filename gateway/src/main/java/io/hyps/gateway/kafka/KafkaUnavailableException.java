package io.hyps.gateway.kafka;

import java.io.Serial;

/** Kafka does not answer, or not as it should; trying later may help. The text is one line for people. */
public final class KafkaUnavailableException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public KafkaUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
