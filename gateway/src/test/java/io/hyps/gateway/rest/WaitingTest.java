package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WaitingTest {
    private static final Duration USUAL = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=5|5",
                "respond-async|0",
                "respond-async, wait=7|7",
                "Wait = \"8\"|8",
                "wait=99999|60",
                "wait=-1|10",
                "wait=abc|10",
                "handling=lenient|10",
                ",,;=|10"
            })
    void followsPreferencesThatItUnderstands(String prefer, long seconds) throws RefusedException {
        assertThat(Waiting.of(Requests.withHeader("prefer", prefer), USUAL, LONGEST))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void takesTheQuery() throws RefusedException {
        assertThat(Waiting.of(Requests.withQuery("wait", "0"), USUAL, LONGEST)).isEqualTo(Duration.ZERO);
        assertThat(Waiting.of(Requests.withQuery("wait", "60"), USUAL, LONGEST)).isEqualTo(LONGEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "61", "-1", "1.5", "abc", "99999999999999999999"})
    void refusesAQueryThatIsNoWait(String wait) {
        assertThatThrownBy(() -> Waiting.of(Requests.withQuery("wait", wait), USUAL, LONGEST))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("'wait'");
    }

    @Test
    void refusesAQueryThatIsThereTwice() {
        assertThatThrownBy(() -> Waiting.of(Requests.withQuery("wait", "1", "2"), USUAL, LONGEST))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("2 times");
    }
}
