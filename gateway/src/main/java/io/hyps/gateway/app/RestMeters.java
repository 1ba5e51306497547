package io.hyps.gateway.app;

import io.hyps.gateway.rest.RestWatch;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What /q/metrics tells of HTTP. Safe for use from many threads. */
final class RestMeters implements RestWatch {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final MeterRegistry registry;

    RestMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void answered(String route, String method, int status, Duration took) {
        Timer.builder("hyps.gateway.rest.requests")
                .description("from a request's head to the beginning of its answer")
                .tags("route", route, "method", method, "status", status == 0 ? "gone" : Integer.toString(status))
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10))
                .minimumExpectedValue(SHORTEST)
                .maximumExpectedValue(LONGEST)
                .register(registry)
                .record(took);
    }

    @Override
    public void turnedAway(String limit) {
        registry.counter("hyps.gateway.rest.turned.away", "limit", limit).increment();
    }
}
