package io.hyps.planner.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SplitTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/classifier/0/Gemm=channel:8",
                "/features/0/Conv../features/4/MaxPool=tile:2x2",
                "conv1..fc=channel:4",
                "a=b=channel:2",
                "a.b=tile:1x2"
            })
    void printsWhatItReads(String text) {
        assertThat(Split.parse(text)).hasToString(text);
    }

    @Test
    void knowsWhereItBeginsAndEnds() {
        Split split = Split.parse("/a/Conv../b/Pool=tile:3x2");

        assertThat(split.first()).isEqualTo("/a/Conv");
        assertThat(split.last()).isEqualTo("/b/Pool");
        assertThat(split.ways()).isEqualTo(6);
        assertThat(split.kind()).isEqualTo("tile");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "conv1",
                "conv1=",
                "conv1=channel",
                "conv1=channel:1",
                "conv1=channel:-2",
                "conv1=channel:4097",
                "conv1=channel:9999999999",
                "conv1=tile:2",
                "conv1=tile:1x1",
                "conv1=tile:0x4",
                "conv1=tile:999999999x999999999",
                "=channel:2",
                "conv1=rows:2"
            })
    void refusesAnythingElseInOneLine(String text) {
        assertThatThrownBy(() -> Split.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the split '" + text + "'")
                .message()
                .hasLineCount(1);
    }
}
