package io.hyps.stack.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ScreenTest {
    private final StringWriter written = new StringWriter();

    @Test
    void writesNoEscapesWhereThereIsNoTerminal() {
        Screen screen = screen(new TerminalTraits(false, false, true, 80));
        screen.line(screen.red("bad") + screen.bold("!") + screen.bar(0.5, 4));

        assertThat(written).hasToString("bad!██░░" + System.lineSeparator());
    }

    @Test
    void writesColoursOnATerminal() {
        Screen screen = screen(new TerminalTraits(true, true, true, 80));

        assertThat(screen.green("ok")).isEqualTo("\u001b[32mok\u001b[0m");
    }

    @Test
    void putsPlainLettersForSignsThatTheLocaleLacks() {
        Screen screen = screen(new TerminalTraits(false, false, false, 80));
        screen.line("✓ max |Δ| … 2×2 → all");

        assertThat(written).hasToString("+ max |delta | ... 2x2 -> all" + System.lineSeparator());
    }

    @Test
    void showsAStepWithItsTime() {
        screen(new TerminalTraits(false, false, true, 80)).done("gateway", "http://x", Duration.ofMillis(1234));

        assertThat(written).hasToString("  ✓ gateway              1.2 s  http://x" + System.lineSeparator());
    }

    @Test
    void drawsBarsOnlyBetweenEmptyAndFull() {
        Screen screen = screen(new TerminalTraits(false, false, true, 80));

        assertThat(screen.bar(-1, 3)).isEqualTo("░░░");
        assertThat(screen.bar(7, 3)).isEqualTo("███");
    }

    private Screen screen(TerminalTraits traits) {
        return new Screen(new PrintWriter(written), traits);
    }
}
