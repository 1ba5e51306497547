package io.hyps.gateway.dispatch;

import io.hyps.gateway.kafka.EventLog;
import io.hyps.gateway.kafka.FrameRecord;
import io.hyps.protocol.event.EventTopics;
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.result.InferenceResult.FrameError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Writes what became of a frame to Kafka. Blocks as {@link EventLog#append} does. */
public final class ResultWriter {
    private final EventLog log;
    private final EventTopics topics;

    private final Executor workers;

    /** @param workers where the second of two events is appended: not on Kafka's own thread */
    public ResultWriter(EventLog log, EventTopics topics, Executor workers) {
        this.log = log;
        this.topics = topics;
        this.workers = workers;
    }

    /** Writes a result; if it is an error, its dead letter before it. Completes when Kafka has both. */
    CompletableFuture<Void> write(Frame frame, InferenceResult result) {
        FrameError error = result.error();
        if (error == null) {
            return append(frame, result);
        }
        return log.append(
                        topics.deadLetters(),
                        frame.sensor(),
                        FrameEvents.ofDeadLetter(frame, error.code(), error.message()))
                .thenComposeAsync(done -> append(frame, result), workers);
    }

    private CompletableFuture<Void> append(Frame frame, InferenceResult result) {
        return log.append(topics.results(), frame.sensor(), FrameEvents.ofResult(frame, Json.encode(result)));
    }

    /** Writes the dead letter of a record that is no frame and names none. */
    CompletableFuture<Void> bury(FrameRecord.Damaged record, ErrorCode code) {
        return log.append(
                topics.deadLetters(),
                record.origin().toString(),
                FrameEvents.ofStray(record.origin(), record.value(), record.storedAt(), code, record.reason()));
    }
}
