package io.hyps.it;

import static io.hyps.testkit.ReplayAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.gateway.recording.Recording;
import io.hyps.gateway.replay.ReplayReport;
import io.hyps.testkit.HypsSystem;
import io.hyps.testkit.HypsTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Answers recorded on three runners, once more through other plans: {@code hyps replay --export} wrote the file, of the
 * sample images on the plan of {@code hyps up}.
 */
@HypsTest(runners = 4)
final class RecordedDayIT {
    private static final Recording DAY = HypsSystem.recording(Path.of("src/test/resources/fashion-day.jsonl.gz"));

    private final HypsSystem hyps;

    RecordedDayIT(HypsSystem hyps) {
        this.hyps = hyps;
    }

    @Test
    void isAnsweredAsRecordedByAnotherPlanAndAnotherNumberOfRunners() {
        for (int runners : new int[] {1, 4}) {
            ReplayReport report = hyps.replay(DAY, hyps.planDemoModel(runners));

            assertThat(report).answersAsRecorded();
            assertThat(report.outcome().answered()).isEqualTo(DAY.frames()).isEqualTo(100);
            assertThat(report.outcome().errors()).isZero();
            assertThat(report.outcome().maxRelDiff()).isLessThanOrEqualTo(1e-4);
        }
    }

    @Test
    void showsASliceThatWasAltered() throws Exception {
        ReplayReport report = hyps.replay(DAY, AlteredSlice.in(hyps.planDemoModel(2)));

        assertThat(report).answersOtherwise();
        assertThatThrownBy(() -> assertThat(report).answersAsRecorded())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("of 100 frames were answered otherwise than recorded")
                .hasMessageContaining("image at hyps.frames ")
                .hasMessageContaining("output logits: max|Δ| ");
        assertThat(report.outcome().maxRelDiff()).isGreaterThan(1e-3);
    }
}
