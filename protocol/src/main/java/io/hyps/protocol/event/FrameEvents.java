package io.hyps.protocol.event;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.Required;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.result.ErrorCode;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Frames, results and dead letters as CloudEvents 1.0, for Kafka's binary mode: the value is the image (or the result's
 * JSON) itself, all else stands in headers. {@code source} is /sensors/{sensor}, {@code subject} the model, {@code id}
 * the frame's.
 */
public final class FrameEvents {
    public static final String FRAME_TYPE = "io.hyps.frame.v1";
    public static final String RESULT_TYPE = "io.hyps.result.v1";
    public static final String DEAD_LETTER_TYPE = "io.hyps.deadletter.v1";

    private static final String SOURCE = "/sensors/";
    private static final String SUPPLIED_ID = "suppliedid";
    private static final String RECEIVED = "receivedat";
    private static final String REPLY_TOPIC = "replytopic";
    private static final String CORRELATION = "correlation";
    private static final String TRACE_PARENT = "traceparent";
    private static final String REASON = "reason";
    private static final String MESSAGE = "reasonmessage";
    private static final String DUPLICATE_OF = "duplicateof";

    private FrameEvents() {}

    public static CloudEvent ofFrame(Frame frame) {
        return attributes(frame, FRAME_TYPE)
                .withData(frame.contentType(), frame.image().array())
                .build();
    }

    /** The result's JSON, with all that is needed to answer the sensor without the frame. */
    public static CloudEvent ofResult(Frame frame, byte[] resultJson) {
        return attributes(frame, RESULT_TYPE)
                .withData("application/json", resultJson)
                .build();
    }

    /**
     * The result of a frame that came before under the same sensor and supplied id.
     *
     * @param first the earlier one, which has the answer
     */
    public static CloudEvent ofDuplicate(Frame frame, FrameId first, byte[] resultJson) {
        return CloudEventBuilder.v1(ofResult(frame, resultJson))
                .withExtension(DUPLICATE_OF, first.toString())
                .build();
    }

    /**
     * The earlier frame of a duplicate's result; nothing of other events.
     *
     * @throws MalformedMessageException if it is no frame's id
     */
    public static Optional<FrameId> duplicateOf(CloudEvent event) throws MalformedMessageException {
        try {
            return extension(event, DUPLICATE_OF).map(FrameId::parse);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("record refused: its 'duplicateof' is no frame id", e);
        }
    }

    /** The original image with the reason why it has no answer. */
    public static CloudEvent ofDeadLetter(Frame frame, ErrorCode code, String message) {
        return attributes(frame, DEAD_LETTER_TYPE)
                .withExtension(REASON, code.toString())
                .withExtension(MESSAGE, message)
                .withData(frame.contentType(), frame.image().array())
                .build();
    }

    /**
     * What arrived but is no frame, with the reason.
     *
     * @param source a relative URI of the place it came from, such as an MQTT topic or a Kafka record
     */
    public static CloudEvent ofStray(URI source, Payload original, Instant receivedAt, ErrorCode code, String message) {
        return CloudEventBuilder.v1()
                .withId(FrameId.create().toString())
                .withType(DEAD_LETTER_TYPE)
                .withSource(source)
                .withTime(receivedAt.atOffset(ZoneOffset.UTC))
                .withExtension(RECEIVED, receivedAt.toString())
                .withExtension(REASON, code.toString())
                .withExtension(MESSAGE, message)
                .withData("application/octet-stream", original.array())
                .build();
    }

    /**
     * Reads a frame's event, or the frame's attributes of a result's event (whose "image" is then the result's JSON).
     *
     * @throws MalformedMessageException naming the attribute that is missing or wrong
     */
    public static Frame toFrame(CloudEvent event) throws MalformedMessageException {
        try {
            String source = event.getSource().toString();
            if (!source.startsWith(SOURCE)) {
                throw new IllegalArgumentException(
                        "attribute 'source' is '" + ForeignText.printable(source) + "', not /sensors/{sensor}");
            }
            OffsetDateTime time = Required.field("time", event.getTime());
            return new Frame(
                    FrameId.parse(event.getId()),
                    sensor(source.substring(SOURCE.length())),
                    Required.text("subject", event.getSubject()),
                    extension(event, SUPPLIED_ID),
                    time.toInstant(),
                    Instant.parse(extension(event, RECEIVED).orElseGet(time.toInstant()::toString)),
                    Required.text("datacontenttype", event.getDataContentType()),
                    reply(event),
                    extension(event, TRACE_PARENT),
                    Payload.of(Required.field("data", event.getData()).toBytes()));
        } catch (RuntimeException e) {
            throw new MalformedMessageException(
                    "record '" + ForeignText.printable(event.getId()) + "' refused: " + e.getMessage(), e);
        }
    }

    private static CloudEventBuilder attributes(Frame frame, String type) {
        CloudEventBuilder event = CloudEventBuilder.v1()
                .withId(frame.id().toString())
                .withType(type)
                .withSource(URI.create(SOURCE + pathSegment(frame.sensor())))
                .withSubject(frame.model())
                .withTime(frame.capturedAt().atOffset(ZoneOffset.UTC))
                .withExtension(RECEIVED, frame.receivedAt().toString());
        frame.suppliedId().ifPresent(id -> event.withExtension(SUPPLIED_ID, id));
        frame.traceParent().ifPresent(trace -> event.withExtension(TRACE_PARENT, trace));
        frame.reply().ifPresent(reply -> {
            event.withExtension(REPLY_TOPIC, reply.topic());
            if (!reply.correlation().isEmpty()) {
                event.withExtension(
                        CORRELATION,
                        Base64.getEncoder().encodeToString(reply.correlation().array()));
            }
        });
        return event;
    }

    /** Percent-encodes as RFC 3986 has it for paths: the encoder of forms makes spaces plus signs. */
    private static String pathSegment(String sensor) {
        return URLEncoder.encode(sensor, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String sensor(String pathSegment) {
        return URLDecoder.decode(pathSegment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Optional<Frame.ReplyTo> reply(CloudEvent event) {
        return extension(event, REPLY_TOPIC)
                .map(topic -> new Frame.ReplyTo(
                        topic,
                        extension(event, CORRELATION)
                                .map(text -> Payload.of(Base64.getDecoder().decode(text)))
                                .orElseGet(Payload::empty)));
    }

    private static Optional<String> extension(CloudEvent event, String name) {
        @Nullable Object value = event.getExtension(name);
        return Optional.ofNullable(value).map(Object::toString);
    }
}
