package io.hyps.gateway.ingest;

import io.hyps.gateway.image.ImageFormat;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.Payload;
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.topic.Topic;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Tells whether a message is a frame: its topic, size and properties; the image itself is not decoded here. */
final class Inspector {
    /** Of a topic that is none of ours: up to 64 KiB would not fit a record's headers, encoded as they are. */
    private static final int LONGEST_STRAY_TOPIC = 512;

    private static final String UNKNOWN_TYPE = "application/octet-stream";

    private final int largestImageBytes;
    private final Clock clock;

    Inspector(int largestImageBytes, Clock clock) {
        this.largestImageBytes = largestImageBytes;
        this.clock = clock;
    }

    Inspection inspect(MqttMessage message) {
        Instant now = clock.instant();
        Optional<Topic.SensorImage> topic = Topic.SensorImage.parse(message.topic());
        if (topic.isEmpty()) {
            return stray(message, now);
        }
        String sensor = topic.get().sensor();
        String model = topic.get().model();
        Payload image = message.payload();
        try {
            SensorProperties properties = SensorProperties.read(sensor, message);
            Frame frame = new Frame(
                    FrameId.create(),
                    sensor,
                    model,
                    properties.id(),
                    properties.time().orElse(now),
                    now,
                    properties.contentType().orElseGet(() -> contentType(image)),
                    properties.reply(),
                    properties.traceParent(),
                    image);
            if (image.isEmpty()) {
                return bad(
                        frame,
                        ErrorCode.EMPTY_IMAGE,
                        "the message has no payload; send a " + ImageFormat.NAMES + " as payload");
            }
            if (image.sizeBytes() > largestImageBytes) {
                return tooLarge(frame);
            }
            return new Inspection.Good(frame);
        } catch (BadPropertiesException e) {
            Frame frame = new Frame(
                    FrameId.create(),
                    sensor,
                    model,
                    SensorProperties.usableId(message),
                    now,
                    now,
                    contentType(image),
                    SensorProperties.usableReply(sensor, message),
                    Optional.empty(),
                    shortened(image));
            return bad(frame, ErrorCode.BAD_PROPERTIES, String.valueOf(e.getMessage()));
        }
    }

    /** Makes a frame that Kafka will not take one of those that are refused. */
    Inspection.Bad refused(Frame frame, ErrorCode code, String message) {
        return bad(frame.withImage(Payload.empty()), code, message + "; the dead letter is without the image");
    }

    private Inspection.Bad tooLarge(Frame frame) {
        int size = frame.image().sizeBytes();
        return bad(
                frame.withImage(shortened(frame.image())),
                ErrorCode.IMAGE_TOO_LARGE,
                "the image has " + size + " bytes, the gateway takes " + largestImageBytes
                        + "; send a smaller one (the dead letter holds the first " + largestImageBytes + " bytes)");
    }

    private Inspection.Bad bad(Frame frame, ErrorCode code, String message) {
        InferenceResult result = new InferenceResult(
                InferenceResult.Status.ERROR,
                null,
                frame.sensorsId(),
                frame.sensor(),
                frame.model(),
                null,
                null,
                frame.receivedAt().toString(),
                clock.instant().toString(),
                null,
                null,
                null,
                new InferenceResult.FrameError(code, message));
        return new Inspection.Bad(
                frame.sensor(),
                FrameEvents.ofDeadLetter(frame, code, message),
                Optional.of(new Inspection.Answer(frame, Payload.of(Json.encode(result)))),
                code,
                message);
    }

    private Inspection.Bad stray(MqttMessage message, Instant now) {
        String reason = "topic '" + ForeignText.printable(message.topic()) + "' names no sensor and model; publish to "
                + Topic.ROOT + "/sensors/{sensor}/{model}/image";
        String topic = message.topic()
                .substring(0, Math.min(LONGEST_STRAY_TOPIC, message.topic().length()));
        URI source = URI.create("/mqtt/" + URLEncoder.encode(topic, StandardCharsets.UTF_8));
        return new Inspection.Bad(
                topic,
                FrameEvents.ofStray(source, shortened(message.payload()), now, ErrorCode.BAD_TOPIC, reason),
                Optional.empty(),
                ErrorCode.BAD_TOPIC,
                reason);
    }

    private Payload shortened(Payload image) {
        return image.sizeBytes() <= largestImageBytes
                ? image
                : Payload.of(Arrays.copyOf(image.array(), largestImageBytes));
    }

    private static String contentType(Payload image) {
        return ImageFormat.of(image).map(ImageFormat::contentType).orElse(UNKNOWN_TYPE);
    }
}
