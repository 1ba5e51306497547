package io.hyps.gateway.kafka;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Makes frames of Kafka's records, and tells what is wrong with those that are none. */
final class FrameRecordReader {
    private static final String SOURCE = "/sensors/";

    private FrameRecordReader() {}

    static FrameRecord read(ConsumerRecord<byte[], byte[]> record) {
        Instant storedAt = Instant.ofEpochMilli(Math.max(0, record.timestamp()));
        CloudEvent event;
        try {
            event = event(record);
        } catch (RuntimeException e) {
            return damaged(record, Optional.empty(), "the record is no CloudEvent: " + line(e), storedAt);
        }
        try {
            if (!event.getType().equals(FrameEvents.FRAME_TYPE)) {
                throw new MalformedMessageException("the record's type is '" + ForeignText.printable(event.getType())
                        + "', not '" + FrameEvents.FRAME_TYPE + "'");
            }
            return new FrameRecord.Whole(FrameEvents.toFrame(event), storedAt);
        } catch (MalformedMessageException e) {
            return damaged(record, identity(event, record, storedAt), line(e), storedAt);
        }
    }

    private static CloudEvent event(ConsumerRecord<byte[], byte[]> record) {
        return KafkaMessageFactory.createReader(record).toEvent();
    }

    /** Reads as much as an error result needs. */
    private static Optional<Frame> identity(CloudEvent event, ConsumerRecord<byte[], byte[]> record, Instant storedAt) {
        try {
            String source = event.getSource().toString();
            String model = event.getSubject();
            if (!source.startsWith(SOURCE) || model == null) {
                return Optional.empty();
            }
            return Optional.of(new Frame(
                    FrameId.parse(event.getId()),
                    URLDecoder.decode(source.substring(SOURCE.length()), StandardCharsets.UTF_8),
                    model,
                    Optional.empty(),
                    storedAt,
                    storedAt,
                    "application/octet-stream",
                    Optional.empty(),
                    Optional.empty(),
                    value(record)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static FrameRecord damaged(
            ConsumerRecord<byte[], byte[]> record, Optional<Frame> frame, String reason, Instant storedAt) {
        URI origin = URI.create("/kafka/" + record.topic() + "/" + record.partition() + "/" + record.offset());
        return new FrameRecord.Damaged(frame, origin, value(record), reason, storedAt);
    }

    private static Payload value(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        return value == null ? Payload.empty() : Payload.of(value);
    }

    private static String line(Exception e) {
        return ForeignText.printable(String.valueOf(e.getMessage()));
    }
}
