package io.hyps.stack.live;

import io.hyps.protocol.mqtt.MqttLink;
import java.time.Duration;
import java.util.function.Function;

/** What there is at this moment, for commands that look once. */
public final class Snapshot {
    private static final Duration QUIET = Duration.ofMillis(300);

    private Snapshot() {}

    /** Connects, waits until everything retained has arrived, looks, and disconnects. */
    public static <T> T take(Connector connector, Function<LiveView, T> look) throws InterruptedException {
        try (MqttLink link = connector.connect();
                LiveView view = LiveView.open(link)) {
            view.awaitQuiet(QUIET);
            return look.apply(view);
        }
    }

    /** Makes a connection. */
    @FunctionalInterface
    public interface Connector {
        MqttLink connect() throws InterruptedException;
    }
}
