package io.hyps.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResultPositionsTest {
    @Test
    void areReadAsTheyAreWritten() {
        assertThat(ResultPositions.parse("3-7.0-123456789012")).hasToString("0-123456789012.3-7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0-",
                "-1-2",
                "0--1",
                "0-1.",
                "0-1.0-2",
                "a-b",
                "0-1,1-2",
                "0-9999999999999999999",
                "0-1\n"
            })
    void areRefusedIfTheyAreNone(String text) {
        assertThatThrownBy(() -> ResultPositions.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void areRefusedIfTooLong() {
        assertThatThrownBy(() -> ResultPositions.parse("1-1" + ".1-1".repeat(2000)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
