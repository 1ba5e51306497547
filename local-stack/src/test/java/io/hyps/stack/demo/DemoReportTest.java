package io.hyps.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hyps.protocol.json.Json;
import io.hyps.stack.terminal.Screen;
import io.hyps.stack.terminal.TerminalTraits;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DemoReportTest {
    @Test
    void hasTheKeysOfTheContract() throws Exception {
        JsonNode json = new ObjectMapper().readTree(Json.encode(report(100, 0, 1.0)));

        assertThat(json.fieldNames())
                .toIterable()
                .contains(
                        "frames",
                        "results",
                        "lost",
                        "duplicates",
                        "top1Agreement",
                        "accuracy",
                        "maxAbsDiff",
                        "latencyMs",
                        "runners")
                .doesNotContain("right");
        assertThat(json.get("latencyMs").get("p95").asDouble()).isEqualTo(20.3);
        assertThat(json.get("runners").get(0).fieldNames())
                .toIterable()
                .contains("device", "partitions", "weightsBytes", "peakRssBytes");
    }

    @Test
    void isRightOnlyIfEachFrameHasOneResultThatAgrees() {
        assertThat(report(100, 0, 1.0).isRight()).isTrue();
        assertThat(report(99, 0, 1.0).isRight()).isFalse();
        assertThat(report(100, 1, 1.0).isRight()).isFalse();
        assertThat(report(100, 0, 0.99).isRight()).isFalse();
    }

    @Test
    void showsMemoryTimesAndTheVerdict() {
        StringWriter written = new StringWriter();
        DemoScreen screen =
                new DemoScreen(new Screen(new PrintWriter(written), new TerminalTraits(false, false, true, 100)));
        DemoReport report = report(100, 0, 1.0);
        screen.memory(report);
        screen.times(report);
        screen.verdict(report);
        screen.end(report, "", 12.3);

        assertThat(written.toString())
                .contains("edge-1  p0", "33 %", "256 MiB")
                .contains("total", "12.00 ms")
                .contains("✓ each frame has one result")
                .contains("✓ All right. 100 images answered once each");
    }

    private static DemoReport report(int results, int duplicates, double agreement) {
        return new DemoReport(
                100,
                results,
                100 - results,
                duplicates,
                0,
                100,
                agreement,
                0.93,
                0.93,
                1e-6,
                new DemoReport.Latency(12.1, 20.3),
                Map.of("total", 12.0),
                3.0,
                3_000_000,
                List.of(new DemoReport.Runner("edge-1", List.of("p0"), 7, 1_000_000, 100 << 20, 120 << 20, 256 << 20)));
    }
}
