package io.hyps.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionsReportTest {
    @Test
    void ratiosAreToTheFirstRow() {
        PartitionsReport report = new PartitionsReport(
                "resnet50.onnx",
                "mosquitto",
                "a machine",
                20,
                5,
                0,
                List.of(
                        new PartitionsReport.Row(1, 2, 2, 100, 10, 0.1, 600_000, 100_000_000),
                        new PartitionsReport.Row(4, 5, 8, 110, 18, 0.12, 3_000_000, 30_000_000)));

        assertThat(report.getRatios())
                .containsExactly(
                        new PartitionsReport.Ratios(1, 1, 1, 1, 1), new PartitionsReport.Ratios(1.1, 1.8, 1.2, 5, 0.3));
    }
}
