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

    /** The dead letter of a record that is no frame and names none. */
    static List<LogEntry> ofStray(EventTopics topics, FrameRecord.Damaged record, ErrorCode code) {
        return List.of(new LogEntry(
                topics.deadLetters(),
                record.origin().toString(),
                FrameEvents.ofStray(record.origin(), record.value(), record.storedAt(), code, record.reason())));
    }
}
