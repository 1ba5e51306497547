package io.hyps.gateway.rest;

import io.hyps.gateway.kafka.ResultPositions;
import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.gateway.kafka.ResultStream;
import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stream of the results that a test gives it. */
final class FakeResultStream implements ResultStream {
    private final BlockingQueue<ResultRecord> coming = new LinkedBlockingQueue<>();
    private long next;
    private volatile boolean closed;

    FakeResultStream() {
        this(0);
    }

    FakeResultStream(long next) {
        this.next = next;
    }

    void give(ResultRecord result) {
        coming.add(result);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public List<Placed> poll(Duration timeout) {
        List<Placed> placed = new ArrayList<>();
        try {
            @Nullable ResultRecord first = coming.poll(Math.min(50, timeout.toMillis()), TimeUnit.MILLISECONDS);
            for (ResultRecord result = first; result != null; result = coming.poll()) {
                next++;
                placed.add(new Placed(result, positions()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return placed;
    }

    @Override
    public ResultPositions positions() {
        return new ResultPositions(new TreeMap<>(Map.of(0, next)));
    }

    @Override
    public void close() {
        closed = true;
    }

    /** An answer with one exact output, {@code logits}, of two floats. */
    static ResultRecord answer(FrameId frame, String model, String base64) {
        return record(
                frame,
                model,
                new InferenceResult(
                        InferenceResult.Status.OK,
                        frame,
                        frame.toString(),
                        "cam",
                        model,
                        null,
                        1,
                        "2026-01-01T00:00:00Z",
                        "2026-01-01T00:00:01Z",
                        null,
                        List.of(new InferenceResult.OutputTensor(
                                "logits", "float32", List.of(1L, 2L), List.of(), base64)),
                        null,
                        null));
    }

    static ResultRecord error(FrameId frame, String model, ErrorCode code) {
        return record(
                frame,
                model,
                new InferenceResult(
                        InferenceResult.Status.ERROR,
                        frame,
                        frame.toString(),
                        "cam",
                        model,
                        null,
                        null,
                        "2026-01-01T00:00:00Z",
                        "2026-01-01T00:00:01Z",
                        null,
                        null,
                        null,
                        new InferenceResult.FrameError(code, "it is so")));
    }

    private static ResultRecord record(FrameId frame, String model, InferenceResult result) {
        return new ResultRecord(new Frame(
                frame,
                "cam",
                model,
                Optional.empty(),
                Instant.EPOCH,
                Instant.EPOCH,
                "application/json",
                Optional.empty(),
                Optional.empty(),
                Payload.of(Json.encode(result))));
    }
}
