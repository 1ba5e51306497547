package io.hyps.bench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.command.CommandRunner;
import io.hyps.protocol.command.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryCommandTest {
    @TempDir
    Path folder;

    private final StringWriter errors = new StringWriter();

    @Test
    void refusesAFolderWithoutAPlanInOneLine() {
        assertThat(run("--limit", "160MiB")).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(errors.toString().lines()).singleElement().asString().contains(folder.toString());
    }

    @ParameterizedTest
    @CsvSource({"--frames, 0, must be 1 or more", "--in-flight, 0, must be 1 or more", "--limit, much, is not a size"})
    void refusesWhatCannotBeMeasuredInOneLine(String option, String value, String message) {
        int exitCode = option.equals("--limit") ? run(option, value) : run("--limit", "160MiB", option, value);

        assertThat(exitCode).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(errors.toString().lines()).singleElement().asString().contains(message);
    }

    private int run(String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = folder.toString();
        System.arraycopy(options, 0, arguments, 1, options.length);
        return CommandRunner.of(new MemoryCommand())
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
