package io.hyps.stack.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RateTest {
    @Test
    void readsRatesWithAndWithoutTheUnit() {
        assertThat(Rate.parse("10/s")).isEqualTo(new Rate(10));
        assertThat(Rate.parse("0.5")).isEqualTo(new Rate(0.5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0/s", "-1/s", "10/m", "fast", "1e3"})
    void refusesWhatIsNoRate(String text) {
        assertThatThrownBy(() -> Rate.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10/s");
    }

    @Test
    void letsTheFirstGoAtOnceAndDoesNotWaitWhenLate() throws Exception {
        AtomicLong clock = new AtomicLong(1_000);
        Rate.Pace pace = new Rate(1000).pace(clock::get);

        pace.await();
        clock.addAndGet(5_000_000_000L);
        pace.await();

        assertThat(clock.get()).isEqualTo(5_000_001_000L);
    }
}
