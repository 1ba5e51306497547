package io.hyps.gateway.recording;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.hyps.protocol.Payload;
import io.hyps.protocol.Required;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.result.InferenceResult;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A line of a recording. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Line.Head.class, name = "recording"),
    @JsonSubTypes.Type(value = Line.OfFrame.class, name = "frame"),
    @JsonSubTypes.Type(value = Line.End.class, name = "end"),
})
sealed interface Line {
    /** The first one. */
    record Head(int version) implements Line {}

    /** The last one: how many lines were before it, and the digest of their bytes. */
    record End(long frames, long results, Sha256 sha256) implements Line {
        public End {
            Required.field("sha256", sha256);
        }
    }

    /**
     * A frame.
     *
     * @param image in base64
     */
    record OfFrame(
            FrameId id,
            String sensor,
            String model,
            @Nullable String suppliedId,
            String capturedAt,
            String receivedAt,
            String storedAt,
            RecordedFrame.Place place,
            String contentType,
            @Nullable String traceParent,
            String image,
            @Nullable InferenceResult result)
            implements Line {
        static OfFrame of(RecordedFrame recorded) {
            Frame frame = recorded.frame();
            return new OfFrame(
                    frame.id(),
                    frame.sensor(),
                    frame.model(),
                    frame.suppliedId().orElse(null),
                    frame.capturedAt().toString(),
                    frame.receivedAt().toString(),
                    recorded.storedAt().toString(),
                    recorded.place(),
                    frame.contentType(),
                    frame.traceParent().orElse(null),
                    Base64.getEncoder().encodeToString(frame.image().array()),
                    recorded.result().orElse(null));
        }

        /** @throws RuntimeException if a field is missing or cannot be what it says */
        RecordedFrame toFrame() {
            Frame frame = new Frame(
                    Required.field("id", id),
                    Required.text("sensor", sensor),
                    Required.text("model", model),
                    Optional.ofNullable(suppliedId),
                    Instant.parse(Required.text("capturedAt", capturedAt)),
                    Instant.parse(Required.text("receivedAt", receivedAt)),
                    contentType,
                    Optional.empty(),
                    Optional.ofNullable(traceParent),
                    Payload.of(Base64.getDecoder().decode(Required.field("image", image))));
            if (result != null && !frame.id().equals(result.frame())) {
                throw new IllegalArgumentException("field 'result' is of another frame, " + result.frame());
            }
            return new RecordedFrame(
                    frame,
                    Instant.parse(Required.text("storedAt", storedAt)),
                    Required.field("place", place),
                    Optional.ofNullable(result));
        }
    }
}
