package io.hyps.gateway.app;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that Kafka is away, at once and then now and again; the MQTT links say so of theirs. */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final long AGAIN_AFTER_NANOS = Duration.ofSeconds(30).toNanos();

    private final LongSupplier nanos;
    private boolean said;
    private long saidNanos;

    Outage(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void report(String reason) {
        long now = nanos.getAsLong();
        if (!said || now - saidNanos >= AGAIN_AFTER_NANOS) {
            said = true;
            saidNanos = now;
            LOG.warn("Kafka not reached reason=\"{}\"; trying again", reason);
        }
    }
}
