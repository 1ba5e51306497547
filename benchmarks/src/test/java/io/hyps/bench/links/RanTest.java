package io.hyps.bench.links;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.bench.links.ShapedLinks.Ran;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RanTest {
    @Test
    void tellsWhatAProgramSaid() {
        assertThat(Ran.of("echo", "up").said()).isEqualToIgnoringNewLines("up");
        assertThat(Ran.of("echo", "up").problems()).isEmpty();
    }

    @Test
    void aProgramThatFailsIsAProblemInOneLine() {
        assertThat(Ran.of("sh", "-c", "echo cannot; echo more; exit 3").problems())
                .singleElement()
                .asString()
                .endsWith("ended with: cannot");
    }

    @Test
    @Timeout(20)
    void aProgramThatDoesNotEndIsStopped() {
        assertThat(Ran.within(1, "sleep", "60").problems())
                .singleElement()
                .asString()
                .contains("no end after 1 s");
    }
}
