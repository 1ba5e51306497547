package io.hyps.gateway.recording;

import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.result.InferenceResult;
import java.time.Instant;
import java.util.Optional;

/**
 * A frame as it was recorded.
 *
 * @param storedAt when Kafka stored it: what the spacing of a replay goes by
 * @param place where its image lies or lay in Kafka
 * @param result what became of it; none if hyps.results had nothing of it
 */
public record RecordedFrame(Frame frame, Instant storedAt, Place place, Optional<InferenceResult> result) {
    public RecordedFrame withResult(InferenceResult found) {
        return new RecordedFrame(frame, storedAt, place, Optional.of(found));
    }

    /** A record of Kafka's. */
    public record Place(String topic, int partition, long offset) {
        public Place {
            if (topic.isEmpty() || partition < 0 || offset < 0) {
                throw new IllegalArgumentException("field 'place' is no record of Kafka's");
            }
        }

        @Override
        public String toString() {
            return topic + " " + partition + ":" + offset;
        }
    }
}
