package io.hyps.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.stack.sensor.ImageFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TallyTest {
    private static final Samples SAMPLES = new Samples(List.of(sample("boot", 1), sample("bag", 0)));
    private static final Reference REFERENCE =
            new Reference(List.of(new float[] {0, 2}, new float[] {0, 1}), new Numbers());

    private final Tally tally = new Tally(SAMPLES, REFERENCE, List.of("f0", "f1", "f2"));

    @Test
    void countsFramesWithoutAResultAsLost() {
        tally.take(ok("f0", 1, 0.0, 2.0));

        assertThat(tally.results()).isEqualTo(1);
        assertThat(tally.lost()).isEqualTo(2);
        assertThat(tally.isComplete()).isFalse();
    }

    @Test
    void countsSecondRecordsAsDuplicates() {
        tally.take(ok("f0", 1, 0.0, 2.0));
        tally.take(ok("f0", 1, 0.0, 2.0));

        assertThat(tally.results()).isEqualTo(1);
        assertThat(tally.duplicates()).isEqualTo(1);
    }

    @Test
    void doesNotCountOthersFrames() {
        tally.take(ok("stranger", 1, 0.0, 2.0));

        assertThat(tally.results()).isZero();
        assertThat(tally.duplicates()).isZero();
    }

    @Test
    void holdsAnswersAgainstTheUndividedModelAndTheTruth() {
        tally.take(ok("f0", 1, 0.0, 2.25));
        tally.take(ok("f1", 1, 0.0, 1.0));
        tally.take(ok("f2", 0, 0.0, 2.0));

        assertThat(tally.isComplete()).isTrue();
        assertThat(tally.top1Agreement()).isEqualTo(2.0 / 3);
        assertThat(tally.accuracy()).isEqualTo(1.0 / 3);
        assertThat(tally.maxAbsDiff()).isEqualTo(0.25, within(1e-9));
    }

    @Test
    void countsAnErrorAsAResultThatDisagrees() {
        tally.take(new InferenceResult(
                InferenceResult.Status.ERROR,
                null,
                "f0",
                "demo",
                "fashion",
                null,
                null,
                "2026-11-23T08:00:00Z",
                "2026-11-23T08:00:00Z",
                null,
                null,
                null,
                new InferenceResult.FrameError(ErrorCode.DEADLINE_EXCEEDED, "no answer in time")));

        assertThat(tally.results()).isEqualTo(1);
        assertThat(tally.errors()).isEqualTo(1);
        assertThat(tally.firstError()).isEqualTo("no answer in time");
        assertThat(tally.top1Agreement()).isZero();
    }

    @Test
    void knowsWhereTheTimeWent() {
        tally.take(ok("f0", 1, 0.0, 2.0));

        assertThat(tally.times().medians())
                .containsEntry("p0 on edge-1, compute", 3.0)
                .containsEntry("transfer over MQTT", 4.0)
                .containsEntry("answer", 1.0)
                .containsEntry(StageTimes.TOTAL, 14.0);
    }

    private static InferenceResult ok(String id, int best, Double... logits) {
        return new InferenceResult(
                InferenceResult.Status.OK,
                FrameId.create(),
                id,
                "demo",
                "fashion",
                null,
                1,
                "2026-11-23T08:00:00Z",
                "2026-11-23T08:00:00Z",
                List.of(new InferenceResult.Prediction("class-" + best, best, 0.9)),
                List.of(new InferenceResult.OutputTensor("logits", "float32", List.of(1L, 2L), List.of(logits))),
                new InferenceResult.Timings(14, 2, 1, 1, 9, List.of(new InferenceResult.Stage("p0", "edge-1", 2, 3))),
                null);
    }

    private static Samples.Sample sample(String name, int index) {
        return new Samples.Sample(new ImageFile(Path.of(name + ".png"), Payload.ofText(name)), name, index);
    }
}
