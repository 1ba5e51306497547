package io.hyps.gateway.recording;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.result.InferenceResult.FrameError;
import io.hyps.protocol.result.InferenceResult.OutputTensor;
import io.hyps.protocol.result.InferenceResult.Prediction;
import io.hyps.protocol.result.InferenceResult.Status;
import io.hyps.protocol.result.InferenceResult.Timings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Frames for tests. */
public final class RecordedFrames {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private RecordedFrames() {}

    /** The frame with this number, answered with the logits. */
    public static RecordedFrame answered(int number, Double... logits) {
        RecordedFrame frame = unanswered(number);
        return frame.withResult(answer(frame.frame(), logits));
    }

    public static RecordedFrame unanswered(int number) {
        Frame frame = new Frame(
                FrameId.parse(String.format("0192f3a4-5b6c-7d8e-9f01-%012x", number)),
                "cam-1",
                "fashion",
                number % 2 == 0 ? Optional.empty() : Optional.of("shirt-" + number),
                NOON.plusSeconds(number),
                NOON.plusSeconds(number).plusMillis(5),
                "image/png",
                Optional.empty(),
                Optional.empty(),
                Payload.of(new byte[] {(byte) number, 2, 3}));
        return new RecordedFrame(
                frame,
                NOON.plusSeconds(number).plusMillis(9),
                new RecordedFrame.Place("hyps.frames", 2, number),
                Optional.empty());
    }

    /** An answer with raw outputs, the best of two classes first. */
    public static InferenceResult answer(Frame frame, Double... logits) {
        boolean cat = logits[0] >= logits[1];
        return result(
                frame,
                List.of(new Prediction(cat ? "cat" : "dog", cat ? 0 : 1, 0.75)),
                List.of(new OutputTensor("logits", "float32", List.of(1L, 2L), List.of(logits))));
    }

    /** An answer. */
    public static InferenceResult result(
            Frame frame, List<Prediction> predictions, @Nullable List<OutputTensor> outputs) {
        return new InferenceResult(
                Status.OK,
                frame.id(),
                frame.sensorsId(),
                frame.sensor(),
                frame.model(),
                new Epoch(1, 2),
                1,
                frame.receivedAt().toString(),
                frame.receivedAt().plusMillis(40).toString(),
                predictions,
                outputs,
                new Timings(40, 5, 1, 2, 30, List.of()),
                null);
    }

    public static InferenceResult error(Frame frame, ErrorCode code) {
        return new InferenceResult(
                Status.ERROR,
                frame.id(),
                frame.sensorsId(),
                frame.sensor(),
                frame.model(),
                null,
                null,
                frame.receivedAt().toString(),
                frame.receivedAt().toString(),
                null,
                null,
                null,
                new FrameError(code, "it is so"));
    }
}
