package io.hyps.bench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.command.CommandRunner;
import io.hyps.protocol.command.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaksCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "--frames, 9, must be 10 or more",
        "--changes, 9, must be 10 or more",
        "--in-flight, 0, 1 or more",
        "--warm-up, 0, 1 or more",
        "--memory, much, is not a size",
        "--frames, 10, plan.json"
    })
    void refusesWhatCannotBeMeasuredInOneLine(String option, String value, String message) {
        StringWriter errors = new StringWriter();

        int exitCode = CommandRunner.of(new LeaksCommand())
                .setErr(new PrintWriter(errors, true))
                .execute(folder.toString(), option, value);

        assertThat(exitCode).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(errors.toString().lines()).singleElement().asString().contains(message);
    }
}
