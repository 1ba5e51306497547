package io.hyps.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.CommandRunner;
import io.hyps.protocol.command.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class LastResortTest {
    private final StringWriter err = new StringWriter();

    @Test
    void makesOneLineOfABug() {
        assertThat(run(false, new IllegalStateException("two\nlines"))).isEqualTo(LastResort.BUG);

        assertThat(err.toString())
                .contains("IllegalStateException: two lines", "HYPS_DEBUG=1")
                .hasLineCount(1);
    }

    @Test
    void showsTheTraceToWhoAsksForIt() {
        assertThat(run(true, new IllegalStateException("bug"))).isEqualTo(LastResort.BUG);

        assertThat(err.toString()).contains("\tat io.hyps.stack.cli.LastResortTest");
    }

    @Test
    void leavesExpectedErrorsTheirExitCode() {
        assertThat(run(false, new CommandException(ExitCode.UNREACHABLE, "no broker")))
                .isEqualTo(4);
        assertThat(err).hasToString("failing: no broker" + System.lineSeparator());
    }

    @Test
    void isSilentWhenInterrupted() {
        assertThat(run(false, new InterruptedException())).isEqualTo(130);
        assertThat(err.toString()).isEmpty();
    }

    private int run(boolean debug, Exception exception) {
        CommandLine line = CommandRunner.of(new Failing(exception));
        line.setErr(new PrintWriter(err, true));
        line.setExecutionExceptionHandler(new LastResort(line.getExecutionExceptionHandler(), debug));
        return line.execute();
    }

    @Command(name = "failing")
    private record Failing(Exception exception) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            throw exception;
        }
    }
}
