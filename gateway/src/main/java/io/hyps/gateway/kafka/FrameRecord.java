package io.hyps.gateway.kafka;

import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** A record of hyps.frames. */
public sealed interface FrameRecord {
    /** When Kafka stored it. */
    Instant storedAt();

    /** The model that it is for; empty if it names none. */
    String model();

    /** A frame to dispatch. */
    record Whole(Frame frame, Instant storedAt) implements FrameRecord {
        @Override
        public String model() {
            return frame.model();
        }
    }

    /**
     * A frame whose sensor and supplied id have come before; it is not dispatched.
     *
     * @param frame without its image
     * @param first the earlier one
     */
    record Duplicate(Frame frame, FrameId first, Instant storedAt) implements FrameRecord {
        @Override
        public String model() {
            return frame.model();
        }
    }

    /**
     * Something else, of whatever producer.
     *
     * @param frame what could be read of one: an id, a sensor and a model, enough for an error result
     * @param origin the record's place in Kafka
     * @param value the record's, as it is
     * @param reason one line for people
     */
    record Damaged(Optional<Frame> frame, URI origin, Payload value, String reason, Instant storedAt)
            implements FrameRecord {
        @Override
        public String model() {
            return frame.map(Frame::model).orElse("");
        }
    }
}
