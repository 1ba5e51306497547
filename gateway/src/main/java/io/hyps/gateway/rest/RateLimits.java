package io.hyps.gateway.rest;

import java.time.Duration;

/**
 * How often one client may come: so many requests at once, and as many again over each period.
 *
 * @param requests in a period
 * @param clients remembered, of accounts and of addresses each; of more, those that came longest ago are forgotten
 */
public record RateLimits(int requests, Duration period, int clients) {
    public RateLimits {
        if (requests < 1) {
            throw new IllegalArgumentException(
                    "hyps.gateway.rest.rate.requests is " + requests + ": use 1 or more, or leave it out");
        }
        if (period.compareTo(Duration.ofMillis(100)) < 0 || period.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("hyps.gateway.rest.rate.period is " + period + ": use 100ms to 1d");
        }
        if (clients < 1) {
            throw new IllegalArgumentException("hyps.gateway.rest.rate.clients is " + clients + ": use 1 or more");
        }
    }
}
