package io.hyps.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.command.CommandRunner;
import io.hyps.protocol.command.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineCommandTest {
    @TempDir
    Path folder;

    private final StringWriter errors = new StringWriter();

    @Test
    void refusesAModelThatIsNotThereInOneLine() {
        Path model = folder.resolve("none.onnx");

        assertThat(run(model.toString(), "--runners", "2")).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(errors.toString().lines()).singleElement().asString().contains(model.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "--runners, 0, cannot be started",
        "--runners, 1000, cannot be started",
        "--threads, 0, must be 1 or more",
        "--frames, 0, must be 1 or more",
        "--rounds, 0, must be 1 or more",
        "--in-flight, 0, must be 1 or more"
    })
    void refusesWhatCannotBeMeasuredInOneLine(String option, String value, String message) throws Exception {
        String model = Files.createFile(folder.resolve("model.onnx")).toString();

        int exitCode =
                option.equals("--runners") ? run(model, option, value) : run(model, "--runners", "2", option, value);

        assertThat(exitCode).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(errors.toString().lines()).singleElement().asString().contains(message);
    }

    private int run(String... arguments) {
        return CommandRunner.of(new PipelineCommand())
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
