package io.hyps.gateway.app;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that a broker is away, at once and then now and again. */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final long AGAIN_AFTER_NANOS = Duration.ofSeconds(30).toNanos();

    private final Map<String, Long> saidNanos = new ConcurrentHashMap<>();
    private final LongSupplier nanos = System::nanoTime;

    /** @param reason empty if none is known yet; then nothing is said */
    void report(String broker, String reason) {
        long now = nanos.getAsLong();
        Long said = saidNanos.get(broker);
        if (!reason.isEmpty() && (said == null || now - said >= AGAIN_AFTER_NANOS)) {
            saidNanos.put(broker, now);
            LOG.warn("{} cannot be reached, tried again reason={}", broker, reason);
        }
    }

    void over(String broker) {
        if (saidNanos.remove(broker) != null) {
            LOG.info("{} is there again", broker);
        }
    }
}
