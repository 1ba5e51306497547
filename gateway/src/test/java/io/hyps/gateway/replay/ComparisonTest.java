package io.hyps.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.gateway.recording.RecordedFrame;
import io.hyps.gateway.recording.RecordedFrames;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.result.InferenceResult.OutputTensor;
import io.hyps.protocol.result.InferenceResult.Prediction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private final RecordedFrame recorded = RecordedFrames.answered(7, 10.0, 4.0);
    private final Frame frame = recorded.frame();

    @Test
    void takesWhatIsWithinToleranceAsTheSame() {
        Comparison comparison = compare(RecordedFrames.answer(frame, 10.0009, 4.0));

        assertThat(comparison.difference()).isEmpty();
        assertThat(comparison.numbers())
                .hasValueSatisfying(gap -> assertThat(gap.maxRel()).isBetween(8e-5, 1e-4));
    }

    @Test
    void saysWhereAndByHowMuchAnOutputDiffers() {
        Comparison comparison = compare(RecordedFrames.answer(frame, 10.0, 12.5));

        assertThat(comparison.difference()).hasValueSatisfying(difference -> {
            assertThat(difference.frame()).isEqualTo(frame.id());
            assertThat(difference.maxAbsDiff()).contains(8.5);
            assertThat(difference.maxRelDiff()).contains(0.85);
            assertThat(difference.text())
                    .contains(
                            frame.id().toString(),
                            "sensor cam-1",
                            "image at hyps.frames 2:7",
                            "recorded  cat, score 0.75",
                            "now       dog, score 0.75",
                            "output logits: max|Δ| 8.5",
                            "another class is best",
                            "largest at element 1: recorded 4.000000, now 12.50000");
        });
    }

    @Test
    void letsTheBestClassChangeOnlyWhereItHardlyStandsOut() {
        RecordedFrame close = RecordedFrames.answered(8, 10.0, 9.9999);

        assertThat(Comparison.of(close, Optional.of(RecordedFrames.answer(close.frame(), 9.9999, 10.0)), 1)
                        .difference())
                .isEmpty();
    }

    @Test
    void findsNumbersThatAreNone() {
        assertThat(compare(RecordedFrames.answer(frame, Double.NaN, 4.0)).difference())
                .isPresent();
    }

    @Test
    void findsOutputsOfAnotherShapeOrName() {
        InferenceResult other = RecordedFrames.result(
                frame,
                List.of(new Prediction("cat", 0, 0.75)),
                List.of(new OutputTensor("scores", "float32", List.of(2L), List.of(10.0, 4.0))));

        assertThat(compare(other).difference())
                .hasValueSatisfying(d -> assertThat(d.reason()).contains("scores float32[2]", "logits float32[1, 2]"));
    }

    @Test
    void readsOutputsThatAreWrittenAsBytes() {
        OutputTensor bytes = new OutputTensor("logits", "float32", List.of(1L, 2L), List.of(), "AAAgQQAAgEA=");

        assertThat(compare(RecordedFrames.result(frame, List.of(), List.of(bytes)))
                        .difference())
                .isEmpty();
    }

    @Test
    void comparesScoresWhereThereAreNoOutputs() {
        RecordedFrame scored = recorded.withResult(RecordedFrames.result(
                frame, List.of(new Prediction("cat", 0, 0.9), new Prediction("dog", 1, 0.1)), null));
        InferenceResult near = RecordedFrames.result(
                frame, List.of(new Prediction("cat", 0, 0.9004), new Prediction("dog", 1, 0.0996)), null);
        InferenceResult far = RecordedFrames.result(
                frame, List.of(new Prediction("dog", 1, 0.7), new Prediction("cat", 0, 0.3)), null);

        assertThat(Comparison.of(scored, Optional.of(near), 1).difference()).isEmpty();
        assertThat(Comparison.of(scored, Optional.of(far), 1).difference())
                .hasValueSatisfying(d -> assertThat(d.reason()).contains("scores", "another class is best"));
    }

    @Test
    void takesTheSameErrorAsTheSame() {
        RecordedFrame refused = recorded.withResult(RecordedFrames.error(frame, ErrorCode.UNDECODABLE_IMAGE));

        assertThat(compare(refused, RecordedFrames.error(frame, ErrorCode.UNDECODABLE_IMAGE))
                        .difference())
                .isEmpty();
        assertThat(compare(refused, RecordedFrames.error(frame, ErrorCode.PARTITION_FAILED))
                        .difference())
                .hasValueSatisfying(
                        d -> assertThat(d.text()).contains("error undecodable-image", "error partition-failed"));
        assertThat(compare(refused, RecordedFrames.answer(frame, 1.0, 2.0)).difference())
                .isPresent();
        assertThat(compare(RecordedFrames.error(frame, ErrorCode.INTERNAL)).difference())
                .isPresent();
    }

    @Test
    void countsWhatIsMissingAsDifferent() {
        assertThat(Comparison.of(recorded, Optional.empty(), 1).difference())
                .hasValueSatisfying(d -> assertThat(d.reason()).contains("no answer in time"));
        assertThat(compare(RecordedFrames.unanswered(9), RecordedFrames.answer(frame, 1.0, 2.0))
                        .difference())
                .hasValueSatisfying(d -> assertThat(d.reason()).contains("nothing is recorded"));
    }

    private Comparison compare(InferenceResult got) {
        return compare(recorded, got);
    }

    private static Comparison compare(RecordedFrame recorded, InferenceResult got) {
        return Comparison.of(recorded, Optional.of(got), 1);
    }
}
