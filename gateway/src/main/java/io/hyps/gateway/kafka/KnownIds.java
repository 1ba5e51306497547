package io.hyps.gateway.kafka;

import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import java.util.Optional;

/** The supplied ids of frames that have come before. Safe for use from many threads. */
public interface KnownIds {
    /** Knows none, for where frames have been told apart already. */
    KnownIds NONE = new KnownIds() {
        @Override
        public Optional<FrameId> find(Frame frame) {
            return Optional.empty();
        }

        @Override
        public Optional<FrameId> enter(int partition, Frame frame) {
            return Optional.empty();
        }

        @Override
        public Mark mark() {
            return () -> true;
        }
    };

    /** The first frame of the same sensor and supplied id that is known. */
    Optional<FrameId> find(Frame frame);

    /**
     * Enters a frame of that partition of hyps.frames.
     *
     * @return the first of the same sensor and supplied id, if that is another one
     */
    Optional<FrameId> enter(int partition, Frame frame);

    /**
     * Marks what has been answered by now, by any gateway.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka does not say
     */
    Mark mark();

    /** A place in the log of results. */
    @FunctionalInterface
    interface Mark {
        /** Whether the ids of all that was answered before are known. */
        boolean isReached();
    }
}
