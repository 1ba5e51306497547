package io.hyps.protocol.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.ByteSize;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CommandRunnerTest {
    private final StringWriter errors = new StringWriter();
    private final Probe probe = new Probe();

    @Test
    void endsWithTheCodeOfItsFailureAndOneLine() {
        probe.outcome =
                new CommandException(ExitCode.INFEASIBLE, "node fc6 needs 411 MB,\n  the largest device has 256 MB");

        assertThat(run()).isEqualTo(3);
        assertThat(errors)
                .hasToString("probe: node fc6 needs 411 MB, the largest device has 256 MB" + System.lineSeparator());
    }

    @Test
    void readsSizesWithUnits() {
        assertThat(run("--memory", "64MiB")).isZero();
        assertThat(probe.memory).isEqualTo(new ByteSize(64 << 20));
    }

    @Test
    void tellsBadUsageInOneLineWithCodeTwo() {
        assertThat(run("--memory", "64 bananas")).isEqualTo(2);
        assertThat(errors.toString().lines()).hasSize(1);
        assertThat(errors.toString())
                .startsWith("probe: ")
                .contains("--memory", "64 bananas", "(see 'probe --help')")
                .doesNotContain("Exception");
    }

    @Test
    void namesChoicesInTheWordsThatOneTypes() {
        assertThat(run("--colour", "blue")).isEqualTo(2);
        assertThat(errors.toString()).startsWith("probe: --colour is 'blue': use red, amber or green (see ");
    }

    @Test
    void asksForAWholeNumberWithoutJavasWords() {
        assertThat(run("--count", "many")).isEqualTo(2);
        assertThat(errors.toString()).startsWith("probe: --count is 'many': use a whole number (see ");
    }

    @Test
    void tellsOfAnUnknownOption() {
        assertThat(run("--nonsense")).isEqualTo(2);
        assertThat(errors.toString()).contains("--nonsense");
    }

    @Test
    void exitCodesAreThoseOfTheContract() {
        assertThat(ExitCode.values()).extracting(ExitCode::number).containsExactly(0, 1, 2, 3, 4);
        assertThatThrownBy(() -> {
                    throw new CommandException(ExitCode.UNREACHABLE, "no broker", new IllegalStateException("x"));
                })
                .hasMessage("no broker");
    }

    private int run(String... arguments) {
        CommandLine line = CommandRunner.of(probe);
        line.setErr(new PrintWriter(errors, true));
        return line.execute(arguments);
    }

    private enum Colour {
        RED,
        AMBER,
        GREEN
    }

    @Command(name = "probe", mixinStandardHelpOptions = true)
    private static final class Probe implements Callable<Integer> {
        @Option(names = "--memory")
        private ByteSize memory = new ByteSize(0);

        @Option(names = "--colour")
        private Colour colour = Colour.RED;

        @Option(names = "--count")
        private int count;

        private CommandException outcome = new CommandException(ExitCode.DONE, "");

        @Override
        public Integer call() {
            if (outcome.exitCode() != ExitCode.DONE) {
                throw outcome;
            }
            return 0;
        }
    }
}
