package io.hyps.stack.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void saysEachQuarterWhereNobodyWatches() {
        run(new TerminalTraits(false, false, true, 80), 8);

        assertThat(written.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("  images: 2 of 8", "  images: 4 of 8", "  images: 6 of 8", "  images: 8 of 8");
    }

    @Test
    void drawsALiveBarOnATerminal() {
        run(new TerminalTraits(true, true, true, 80), 8);

        assertThat(written.toString(StandardCharsets.UTF_8)).contains("images").contains("\r");
    }

    private void run(TerminalTraits traits, int steps) {
        PrintStream errors = new PrintStream(written, true, StandardCharsets.UTF_8);
        try (Progress progress = Progress.start(errors, traits, "images", steps)) {
            for (int i = 0; i < steps; i++) {
                progress.step();
            }
        }
    }
}
