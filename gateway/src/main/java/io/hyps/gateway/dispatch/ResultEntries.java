package io.hyps.gateway.dispatch;

import io.hyps.gateway.kafka.FrameRecord;
import io.hyps.gateway.kafka.LogEntry;
import io.hyps.protocol.event.EventTopics;
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.result.InferenceResult.FrameError;
import java.time.Instant;
import java.util.List;

/** What Kafka keeps of what became of a frame. */
final class ResultEntries {
    private ResultEntries() {}

    /** The result; of an error its dead letter, too. */
    static List<LogEntry> of(EventTopics topics, Frame frame, InferenceResult result) {
        LogEntry answer =
                new LogEntry(topics.results(), frame.sensor(), FrameEvents.ofResult(frame, Json.encode(result)));
        FrameError error = result.error();
        return error == null
                ? List.of(answer)
                : List.of(
                        new LogEntry(
                                topics.deadLetters(),
                                frame.sensor(),
                                FrameEvents.ofDeadLetter(frame, error.code(), error.message())),
                        answer);
    }

    /** The result of a duplicate. No dead letter: the answer, or the dead letter, is the first one's. */
    static List<LogEntry> ofDuplicate(EventTopics topics, FrameRecord.Duplicate record, Instant now) {
        Frame frame = record.frame();
        InferenceResult result = ResultComposer.error(
                frame,
                null,
                ErrorCode.DUPLICATE,
                "frame " + record.first() + " came before under the same id and has the answer",
                now);
        return List.of(new LogEntry(
                topics.results(), frame.sensor(), FrameEvents.ofDuplicate(frame, record.first(), Json.encode(result))));
    }

    /** The dead letter of a record that is no frame and names none. */
    static List<LogEntry> ofStray(EventTopics topics, FrameRecord.Damaged record, ErrorCode code) {
        return List.of(new LogEntry(
                topics.deadLetters(),
                record.origin().toString(),
                FrameEvents.ofStray(record.origin(), record.value(), record.storedAt(), code, record.reason())));
    }
}
