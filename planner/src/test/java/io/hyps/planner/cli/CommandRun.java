package io.hyps.planner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hyps.protocol.command.CommandRunner;
import io.hyps.protocol.command.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** A command that has run, as a script sees it. */
record CommandRun(int exitCode, String out, String err) {
    private static final JsonMapper ONE_DOCUMENT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static CommandRun of(Object command, Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = CommandRunner.of(command);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int exitCode =
                line.execute(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
        return new CommandRun(exitCode, out.toString(), err.toString());
    }

    /** The one document on standard output; standard error has nothing. */
    JsonNode json(ExitCode expected) throws IOException {
        assertThat(err).isEmpty();
        assertThat(exitCode).isEqualTo(expected.number());
        return ONE_DOCUMENT.readTree(out);
    }

    /** Nothing on standard output, one line on standard error. */
    void assertRefused(ExitCode expected, String... words) {
        assertThat(err.lines()).hasSize(1);
        assertThat(List.of(words)).allSatisfy(word -> assertThat(err).contains(word));
        assertThat(err).doesNotContain("Exception", "null");
        assertThat(out).isEmpty();
        assertThat(exitCode).isEqualTo(expected.number());
    }

    /** As {@link #assertRefused}, after lines of progress. */
    void assertFailed(ExitCode expected, String... words) {
        assertThat(err.lines().filter(line -> !line.endsWith("…"))).hasSize(1);
        assertThat(List.of(words)).allSatisfy(word -> assertThat(err).contains(word));
        assertThat(err).doesNotContain("Exception", "null", "\tat ");
        assertThat(out).isEmpty();
        assertThat(exitCode).isEqualTo(expected.number());
    }
}
