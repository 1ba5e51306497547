package io.hyps.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RestMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RestMeters meters = new RestMeters(registry);

    @Test
    void countsRequestsByRouteAndStatus() {
        meters.answered("/v2", "GET", 200, Duration.ofMillis(3));
        meters.answered("/v2", "GET", 0, Duration.ofMillis(3));

        assertThat(registry.get("hyps.gateway.rest.requests")
                        .tags("route", "/v2", "method", "GET", "status", "200")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("hyps.gateway.rest.requests")
                        .tag("status", "gone")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void countsWhatIsTurnedAway() {
        meters.turnedAway("rate");

        assertThat(registry.get("hyps.gateway.rest.turned.away")
                        .tag("limit", "rate")
                        .counter()
                        .count())
                .isEqualTo(1);
    }
}
