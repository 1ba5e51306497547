package io.hyps.planner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.Payload;
import io.hyps.protocol.mqtt.MqttMessage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RetainedQuietTest {
    private static final Duration QUIET = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ScheduledExecutorService broker = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        broker.shutdownNow();
    }

    @Test
    void endsAlthoughLiveMessagesComeAllTheTime() throws Exception {
        RetainedQuiet quiet = new RetainedQuiet(QUIET, LONG);
        sayAllTheTime(quiet, false);

        assertThat(awaiting(quiet)).isBetween(QUIET, LONG);
    }

    @Test
    void waitsForTheQuietAfterTheLastRetainedMessage() throws Exception {
        RetainedQuiet quiet = new RetainedQuiet(QUIET, LONG);
        var unused = broker.schedule(() -> quiet.heard(message(true)), 250, TimeUnit.MILLISECONDS);

        assertThat(awaiting(quiet)).isBetween(QUIET.plusMillis(200), LONG);
    }

    @Test
    void goesOnWhenRetainedMessagesDoNotEnd() throws Exception {
        Duration patience = QUIET.multipliedBy(2);
        RetainedQuiet quiet = new RetainedQuiet(QUIET, patience);
        sayAllTheTime(quiet, true);

        assertThat(awaiting(quiet)).isGreaterThanOrEqualTo(patience);
    }

    private void sayAllTheTime(RetainedQuiet quiet, boolean retained) {
        var unused = broker.scheduleAtFixedRate(() -> quiet.heard(message(retained)), 0, 10, TimeUnit.MILLISECONDS);
    }

    private static Duration awaiting(RetainedQuiet quiet) throws InterruptedException {
        long begin = System.nanoTime();
        quiet.await();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static MqttMessage message(boolean retained) {
        return new MqttMessage(
                "hyps/v1/devices/edge-1/status",
                Payload.empty(),
                retained,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }
}
