package io.hyps.gateway.dispatch;

import java.time.Clock;
import java.util.function.LongSupplier;

/** The time of day, and one for intervals. */
public record Time(Clock clock, LongSupplier nanos) {
    public static Time system() {
        return new Time(Clock.systemUTC(), System::nanoTime);
    }
}
