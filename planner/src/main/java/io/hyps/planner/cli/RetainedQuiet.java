package io.hyps.planner.cli;

import io.hyps.protocol.mqtt.MqttMessage;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MQTT does not say when the last retained message has come: it is taken to be there once none has come for a second, or
 * after ten seconds. Thread-safe.
 */
final class RetainedQuiet {
    private static final Logger LOG = LoggerFactory.getLogger(RetainedQuiet.class);
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Duration quiet;
    private final Duration patience;
    private long lastNanos = System.nanoTime();

    RetainedQuiet() {
        this(QUIET, PATIENCE);
    }

    RetainedQuiet(Duration quiet, Duration patience) {
        this.quiet = quiet;
        this.patience = patience;
    }

    /** A message has come. One that was published just now says nothing about those that the broker kept. */
    synchronized void heard(MqttMessage message) {
        if (message.retained()) {
            lastNanos = System.nanoTime();
        }
    }

    /** Waits for as long as retained messages come, and the quiet after them. */
    synchronized void await() throws InterruptedException {
        long begin = System.nanoTime();
        lastNanos = begin;
        long left = quiet.toNanos();
        while (left > 0) {
            long patienceLeft = begin + patience.toNanos() - System.nanoTime();
            if (patienceLeft <= 0) {
                LOG.warn("retained messages come without end: going on with those of the first {}", patience);
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, patienceLeft));
            left = lastNanos + quiet.toNanos() - System.nanoTime();
        }
    }
}
