package io.hyps.protocol.mqtt;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log how a link fares, without a line for each try: the first failure at once, then one now and then. */
final class FailureLog {
    private static final Logger LOG = LoggerFactory.getLogger(MqttLink.class);
    private static final Duration EVERY = Duration.ofSeconds(30);

    private final LinkOptions options;
    private final LongSupplier nanos;
    private volatile String last = "";
    private boolean failing;
    private long saidNanos;

    FailureLog(LinkOptions options, LongSupplier nanos) {
        this.options = options;
        this.nanos = nanos;
    }

    /** The last failure to connect; empty if there was none since the last success. */
    String last() {
        return last;
    }

    void failed(String reason) {
        last = reason;
        long now = nanos.getAsLong();
        if (failing && now - saidNanos < EVERY.toNanos()) {
            return;
        }
        failing = true;
        saidNanos = now;
        LOG.warn(
                "MQTT broker not reached url={} clientId={} reason=\"{}\"; trying again",
                LinkOptions.redacted(options.url()),
                options.clientId(),
                reason);
    }

    void succeeded(boolean sessionPresent) {
        last = "";
        failing = false;
        LOG.info(
                "MQTT connected url={} clientId={} sessionPresent={}",
                LinkOptions.redacted(options.url()),
                options.clientId(),
                sessionPresent);
    }

    void broken(String reason) {
        LOG.info(
                "MQTT disconnected url={} clientId={} reason=\"{}\"",
                LinkOptions.redacted(options.url()),
                options.clientId(),
                reason);
    }
}
