package io.hyps.gateway.ingest;

import io.hyps.gateway.mqtt.ReplyTopic;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.TraceParent;
import io.hyps.protocol.mqtt.MqttMessage;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a sensor says of its image in MQTT 5 properties; all of it may be absent.
 *
 * @param id the sensor's own
 * @param time of capture
 */
record SensorProperties(
        Optional<String> id,
        Optional<Instant> time,
        Optional<String> contentType,
        Optional<Frame.ReplyTo> reply,
        Optional<String> traceParent) {
    private static final int LONGEST_ID = 128;
    private static final int LONGEST_CORRELATION_BYTES = 4096;
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final Pattern CONTENT_TYPE = Pattern.compile("[!-~]{1,100}/[ -~]{1,100}");

    /** @throws BadPropertiesException naming the property that cannot be used */
    static SensorProperties read(String sensor, MqttMessage message) throws BadPropertiesException {
        Optional<String> id = Optional.ofNullable(message.userProperties().get("id"));
        if (id.isPresent() && !isPrintable(id.get())) {
            throw new BadPropertiesException("user property 'id' is '" + ForeignText.printable(id.get()) + "' of "
                    + id.get().length() + " characters: use 1 to " + LONGEST_ID + " printable ones");
        }
        Optional<String> contentType = message.contentType();
        if (contentType.isPresent() && !CONTENT_TYPE.matcher(contentType.get()).matches()) {
            throw new BadPropertiesException("content type '" + ForeignText.printable(contentType.get())
                    + "' is none: use one such as image/png, or leave it out");
        }
        return new SensorProperties(
                id,
                time(message),
                contentType,
                reply(sensor, message),
                Optional.ofNullable(message.userProperties().get(TraceParent.NAME))
                        .flatMap(TraceParent::parse));
    }

    /** The response topic if it may be used, whatever else is wrong with the properties. */
    static Optional<Frame.ReplyTo> usableReply(String sensor, MqttMessage message) {
        try {
            return reply(sensor, message);
        } catch (BadPropertiesException e) {
            return Optional.empty();
        }
    }

    /** The id if it may be used, whatever else is wrong with the properties. */
    static Optional<String> usableId(MqttMessage message) {
        return Optional.ofNullable(message.userProperties().get("id")).filter(SensorProperties::isPrintable);
    }

    private static Optional<Frame.ReplyTo> reply(String sensor, MqttMessage message) throws BadPropertiesException {
        if (message.responseTopic().isEmpty()) {
            return Optional.empty();
        }
        String topic = message.responseTopic().get();
        Optional<String> refusal = ReplyTopic.refusal(sensor, topic);
        if (refusal.isPresent()) {
            throw new BadPropertiesException(refusal.get());
        }
        Payload correlation = message.correlation().orElseGet(Payload::empty);
        if (correlation.sizeBytes() > LONGEST_CORRELATION_BYTES) {
            throw new BadPropertiesException("correlation data has " + correlation.sizeBytes() + " bytes: use at most "
                    + LONGEST_CORRELATION_BYTES);
        }
        return Optional.of(new Frame.ReplyTo(topic, correlation));
    }

    private static Optional<Instant> time(MqttMessage message) throws BadPropertiesException {
        String text = message.userProperties().get("time");
        if (text == null) {
            return Optional.empty();
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
                return Optional.of(time);
            }
        } catch (DateTimeException e) {
            throw badTime(text, e);
        }
        throw badTime(text, null);
    }

    private static BadPropertiesException badTime(String text, @Nullable Throwable cause) {
        return new BadPropertiesException(
                "user property 'time' is '" + ForeignText.printable(text)
                        + "': use ISO 8601 with an offset, such as 2026-01-31T08:15:00Z",
                cause);
    }

    private static boolean isPrintable(String id) {
        return !id.isBlank() && id.length() <= LONGEST_ID && id.codePoints().allMatch(SensorProperties::isPrintable);
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
