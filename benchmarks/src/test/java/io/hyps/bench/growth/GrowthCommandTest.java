package io.hyps.bench.growth;

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

class GrowthCommandTest {
    @TempDir
    Path folder;

    private final StringWriter errors = new StringWriter();

    @Test
    void refusesAModelThatIsNotThereInOneLine() {
        String model = folder.resolve("none.onnx").toString();

        assertThat(run("partitions", model)).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(errors.toString().lines()).singleElement().asString().contains(model);
    }

    @ParameterizedTest
    @CsvSource({
        "--partitions, 0, cannot be started",
        "--partitions, 1000, cannot be started",
        "--frames, 0, must be 1 or more",
        "--rounds, 0, must be 1 or more"
    })
    void refusesPartitionsThatCannotBeMeasuredInOneLine(String option, String value, String message) throws Exception {
        String model = Files.createFile(folder.resolve("model.onnx")).toString();

        assertThat(run("partitions", model, option, value)).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(errors.toString().lines()).singleElement().asString().contains(message);
    }

    @ParameterizedTest
    @CsvSource({"--sensors, 0, must be 1 or more", "--window, 0, must be 1 or more", "--runners, 0, cannot be started"})
    void refusesSensorsThatCannotBeMeasuredInOneLine(String option, String value, String message) {
        assertThat(run("sensors", option, value)).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(errors.toString().lines()).singleElement().asString().contains(message);
    }

    private int run(String... arguments) {
        return CommandRunner.of(new GrowthCommand())
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
