package io.hyps.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NumbersTest {
    @Test
    void takesQuantilesByNearestRank() {
        Numbers numbers = new Numbers();
        IntStream.rangeClosed(1, 100).map(i -> 101 - i).forEach(numbers::add);

        assertThat(numbers.median()).isEqualTo(50);
        assertThat(numbers.quantile(0.95)).isEqualTo(95);
        assertThat(numbers.quantile(1)).isEqualTo(100);
        assertThat(numbers.quantile(0)).isEqualTo(1);
    }

    @Test
    void isZeroWithoutNumbers() {
        assertThat(new Numbers().median()).isZero();
    }
}
