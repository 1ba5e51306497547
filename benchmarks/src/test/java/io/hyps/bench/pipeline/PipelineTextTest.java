package io.hyps.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.stack.terminal.Screen;
import io.hyps.stack.terminal.TerminalTraits;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PipelineTextTest {
    @Test
    void ratiosComeFirstThenTheProcessorTimeThatStandsInForEnergy() {
        List<String> lines = print(null).lines().filter(line -> !line.isBlank()).toList();

        assertThat(lines.get(1)).contains("latency 1.050 x", "throughput 1.90 x", "processor time of a frame 1.10 x");
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("in place of energy: 0.220", "0.200 whole"));
        assertThat(lines).noneSatisfy(line -> assertThat(line).contains("Python"));
    }

    @Test
    void pythonIsSetBesideItsOwnWholeModel() {
        String text = print(new PipelineReport.Python(312, 5, 300, 0.33, 1.9));

        assertThat(text).contains("1.90 x the frames a second of the Python pipeline");
        assertThat(text).contains("1.040 x the latency and 1.50 x the throughput of Python whole, 300.0 ms");
    }

    private static String print(PipelineReport.@Nullable Python python) {
        PipelineReport.WholeForm form = new PipelineReport.WholeForm(200, 5, 1, 1, 1, 0.2);
        PipelineReport report = new PipelineReport(
                "vgg16",
                "throughput",
                "mosquitto",
                4,
                1,
                10,
                5,
                8,
                3,
                710_000,
                List.of(),
                new PipelineReport.Whole(200, 5, 1, 0.2, form, form),
                new PipelineReport.Distributed(210, 220, 9.5, 2, 1, 1, 1, 0.22, 0),
                1.05,
                1.9,
                1.1,
                python,
                null);
        StringWriter out = new StringWriter();
        PipelineText.print(new Screen(new PrintWriter(out, true), new TerminalTraits(false, false, true, 100)), report);
        return out.toString();
    }
}
