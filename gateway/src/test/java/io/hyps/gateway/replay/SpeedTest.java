package io.hyps.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hyps.gateway.kafka.Bound;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpeedTest {
    @Test
    void spacesFramesAsTheyWereRecordedOrCloser() {
        Duration second = Duration.ofSeconds(1);

        assertThat(Speed.parse("1x").due(second)).isEqualTo(second);
        assertThat(Speed.parse("20x").due(second)).hasMillis(50);
        assertThat(Speed.parse("0.5x").due(second)).hasSeconds(2);
        assertThat(Speed.parse("max").due(second)).isZero();
        assertThat(Speed.parse("20x")).hasToString("20x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "-1x", "fast", "1", "1e9x", "NaNx", "99999999x"})
    void refusesWhatIsNoSpeed(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Speed.parse(text));
    }

    @Test
    void readsTheBoundsOfARange() {
        assertThat(Bound.parse("1200")).isEqualTo(new Bound.Offset(OptionalInt.empty(), 1200));
        assertThat(Bound.parse("2:7")).isEqualTo(new Bound.Offset(OptionalInt.of(2), 7));
        assertThat(Bound.parse("2026-11-23T08:00:00+01:00"))
                .isEqualTo(new Bound.Time(Instant.parse("2026-11-23T07:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "-1", "1:2:3", "99999999999999999999", "2026-11-23"})
    void refusesWhatIsNoBound(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Bound.parse(text)).withMessageContaining("write 1200");
    }
}
