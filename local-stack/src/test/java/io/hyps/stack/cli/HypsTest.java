package io.hyps.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class HypsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine hyps =
            Hyps.commandLine(false).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @Test
    void listsEveryVisibleCommandInItsHelp() {
        assertThat(hyps.execute("--help")).isZero();

        hyps.getSubcommands().forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                assertThat(out.toString()).containsPattern("\n  " + name + " +[A-Z]");
            }
        });
        assertThat(out.toString()).doesNotContain("brokers  ");
    }

    @Test
    void refusesAnUnknownCommandInOneLine() {
        assertThat(hyps.execute("fly")).isEqualTo(2);

        assertThat(err.toString()).contains("fly").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void wantsACommand() {
        assertThat(hyps.execute()).isEqualTo(2);
        assertThat(err.toString()).contains("hyps --help").hasLineCount(1);
    }

    @Test
    void saysItsVersion() {
        assertThat(hyps.execute("--version")).isZero();
        assertThat(out.toString()).matches("(?s)hyps [0-9]+\\.[0-9]+\\.[0-9]+.*");
    }

    @Test
    void makesAScriptForTheTabKey() {
        assertThat(hyps.execute("completion")).isZero();
        assertThat(out.toString()).contains("complete -F", "demo", "--runners");
    }

    @ParameterizedTest
    @ValueSource(strings = {"send", "demo", "up", "down", "status", "devices", "models"})
    void explainsEachCommand(String command) {
        assertThat(hyps.execute(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: hyps " + command, "--json");
    }

    @Test
    void namesTheImageThatIsNotThere() {
        assertThat(hyps.execute("send", "--model", "fashion", "none.png")).isEqualTo(2);
        assertThat(err).hasToString("hyps: image 'none.png' is not there or cannot be read" + System.lineSeparator());
    }

    @ParameterizedTest
    @ValueSource(strings = {"70000", "-1", "9092"})
    void refusesPortsThatCannotBeUsed(String port) {
        assertThat(hyps.execute("up", "--mqtt-port", port)).isEqualTo(2);
        assertThat(err.toString()).contains("port " + port).hasLineCount(1);
    }

    @Test
    void saysHowARateIsWritten() {
        assertThat(hyps.execute("send", "--model", "fashion", "--rate", "often", "x.png"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("'often' is not a rate: write one such as 10/s")
                .hasLineCount(1);
    }

    @Test
    void saysThatNoBrokerAnswers() {
        assertThat(hyps.execute("devices", "--mqtt", "tcp://localhost:1")).isEqualTo(4);
        assertThat(err.toString()).contains("tcp://localhost:1", "hyps up").hasLineCount(1);
    }

    @Test
    void refusesAnUrlThatIsNone() {
        assertThat(hyps.execute("devices", "--mqtt", "http://localhost")).isEqualTo(2);
        assertThat(err.toString()).contains("write tcp://host:1883").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "65"})
    void refusesTooFewAndTooManyRunners(String runners) {
        assertThat(hyps.execute("demo", "--runners", runners)).isEqualTo(2);
        assertThat(err.toString()).contains("runners").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "up"})
    void refusesARunnerBinaryThatCannotBeRun(String command) {
        assertThat(hyps.execute(command, "--runner-binary", "/etc/passwd")).isEqualTo(2);
        assertThat(err.toString())
                .contains("/etc/passwd is not there or not executable")
                .hasLineCount(1);
    }

    @Test
    void refusesAReportThatCannotBeWrittenBeforeItStarts() {
        assertThat(hyps.execute("demo", "--report", "/nowhere/at/all/r.json")).isEqualTo(2);
        assertThat(err.toString()).contains("/nowhere/at/all/r.json").hasLineCount(1);
    }
}
