package io.hyps.planner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.PlanReport;
import io.hyps.protocol.Sha256;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlanTextTest {
    @ParameterizedTest
    @CsvSource({
        "0.05, at most 5.0 % from the best",
        "1, at most 100.0 % from the best",
        "2.75, at most 3.8 times the best that could be",
        "1e9, no bound known"
    })
    void saysHowFarFromTheBestAPlanMayBe(double gap, String words) {
        assertThat(text(gap, List.of())).contains("(" + words + ")");
    }

    @Test
    void tellsALossThatDoesNotFitFromOneWhoseSlicesDiffer() {
        String text = text(
                0,
                List.of(
                        new PlanReport.LossRow("d0", false, null, null, null, null),
                        new PlanReport.LossRow("d1", true, null, null, null, "output 'y' differs by 1")));

        assertThat(text.lines())
                .contains(
                        "Without d0       it does not fit",
                        "Without d1       not written, the slices differ from the model: output 'y' differs by 1");
    }

    private static String text(double gap, List<PlanReport.LossRow> losses) {
        PlanReport report = new PlanReport(
                Sha256.of(new byte[0]),
                "m",
                "memory",
                true,
                "none",
                gap,
                "resident",
                "estimated",
                1,
                new PlanReport.Predicted(1, 1, 1),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                losses,
                new PlanReport.Verified(1, 0, 0, 1, null));
        return PlanText.of(report, Path.of("out"));
    }
}
