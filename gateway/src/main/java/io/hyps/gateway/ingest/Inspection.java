package io.hyps.gateway.ingest;

import io.cloudevents.CloudEvent;
import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.result.ErrorCode;
import java.util.Optional;

/** What an image's message turned out to be. */
sealed interface Inspection {
    /** A frame to keep. */
    record Good(Frame frame) implements Inspection {}

    /**
     * No frame.
     *
     * @param key that orders its dead letter
     * @param deadLetter the original and the reason
     * @param answer who gets an error result; none if the topic names no sensor
     */
    record Bad(String key, CloudEvent deadLetter, Optional<Answer> answer, ErrorCode code, String message)
            implements Inspection {}

    /**
     * An error result and who gets it.
     *
     * @param addressee stands for the sensor, model and response topic
     */
    record Answer(Frame addressee, Payload json) {}
}
