package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RateLimiterTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final RateLimiter limiter = new RateLimiter(new RateLimits(2, Duration.ofSeconds(1), 3), nanos::get);

    @Test
    void letsInSoManyAtOnceAndThenAsTimePasses() {
        assertThat(limiter.take("a").left()).isEqualTo(1);
        assertThat(limiter.take("a").isLetIn()).isTrue();
        RateLimiter.Turn third = limiter.take("a");
        assertThat(third.isLetIn()).isFalse();
        assertThat(third.nextIn()).isEqualTo(Duration.ofMillis(500));

        nanos.addAndGet(Duration.ofMillis(500).toNanos());

        assertThat(limiter.take("a").isLetIn()).isTrue();
        assertThat(limiter.take("a").isLetIn()).isFalse();
    }

    @Test
    void countsEachClientByItself() {
        limiter.take("a");
        limiter.take("a");

        assertThat(limiter.take("a").isLetIn()).isFalse();
        assertThat(limiter.take("b").isLetIn()).isTrue();
    }

    @Test
    void remembersTheLatestClientsOnly() {
        for (int i = 0; i < 100; i++) {
            limiter.take("client-" + i);
        }

        assertThat(limiter.clients()).isEqualTo(3);
    }
}
