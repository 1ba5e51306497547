package io.hyps.stack.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class TableTest {
    private final StringWriter written = new StringWriter();

    @Test
    void setsWordsToTheLeftAndNumbersToTheRight() {
        screen(false).table(Table.of("NAME", ">BYTES").row("a", "1").row("longer", "12345678"));

        assertThat(written.toString().lines())
                .containsExactly("  NAME       BYTES", "  a              1", "  longer  12345678");
    }

    @Test
    void doesNotCountColoursAsWidth() {
        Screen screen = screen(true);
        screen.table(Table.of("STATE", "NEXT").row(screen.green("ok"), "x").row("failed", "y"));

        assertThat(written.toString().replaceAll("\u001b\\[[0-9;]*m", "").lines())
                .containsExactly("  STATE   NEXT", "  ok      x", "  failed  y");
    }

    @Test
    void refusesARowOfAnotherLength() {
        assertThatThrownBy(() -> Table.of("ONE").row("1", "2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a row of 2 cells does not fit 1 columns");
    }

    private Screen screen(boolean colours) {
        return new Screen(new PrintWriter(written), new TerminalTraits(colours, colours, true, 80));
    }
}
