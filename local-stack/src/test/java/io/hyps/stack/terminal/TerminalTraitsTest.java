package io.hyps.stack.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TerminalTraitsTest {
    private static final String PROPERTY = "hyps.test.terminal";

    @AfterEach
    void forget() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void showsColoursOnATerminalOnly() {
        assertThat(TerminalTraits.of(PROPERTY, Map.of()).colours()).isFalse();
        System.setProperty(PROPERTY, "true");
        assertThat(TerminalTraits.of(PROPERTY, Map.of()).colours()).isTrue();
    }

    @Test
    void honoursNoColorAndDumbTerminals() {
        System.setProperty(PROPERTY, "true");

        assertThat(TerminalTraits.of(PROPERTY, Map.of("NO_COLOR", "1")).colours())
                .isFalse();
        assertThat(TerminalTraits.of(PROPERTY, Map.of("TERM", "dumb")).colours())
                .isFalse();
        assertThat(TerminalTraits.of(PROPERTY, Map.of("NO_COLOR", "")).colours())
                .isTrue();
    }

    @Test
    void takesTheLocaleThatCounts() {
        assertThat(TerminalTraits.isUnicode(Map.of("LANG", "de_DE.UTF-8"))).isTrue();
        assertThat(TerminalTraits.isUnicode(Map.of("LANG", "de_DE.UTF-8", "LC_ALL", "C")))
                .isFalse();
        assertThat(TerminalTraits.isUnicode(Map.of())).isFalse();
    }

    @Test
    void fitsTheTerminalsWidth() {
        assertThat(TerminalTraits.of(PROPERTY, Map.of("COLUMNS", "132")).columns())
                .isEqualTo(132);
        assertThat(TerminalTraits.of(PROPERTY, Map.of("COLUMNS", "wide")).columns())
                .isEqualTo(100);
    }
}
