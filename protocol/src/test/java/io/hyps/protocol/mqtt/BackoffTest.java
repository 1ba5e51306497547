package io.hyps.protocol.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void doublesUpToHalfAMinute() {
        Backoff backoff = new Backoff(() -> 1);

        assertThat(Stream.generate(backoff::next).limit(10).map(Duration::toMillis))
                .containsExactly(200L, 400L, 800L, 1600L, 3200L, 6400L, 12_800L, 25_600L, 30_000L, 30_000L);
    }

    @Test
    void startsAnewOnceAConnectionHasProvedGood() {
        Backoff backoff = new Backoff(() -> 0);
        backoff.next();
        backoff.next();

        backoff.reset();

        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(100));
    }
}
