package io.hyps.protocol.mqtt;

import io.hyps.protocol.mqtt.MqttLink.ConnectionListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who want to hear of a link's connection. Each hears of every change once, however late it came. Thread-safe. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<ConnectionListener> listeners = new ArrayList<>();
    private boolean connected;
    private boolean sessionPresent;

    void add(ConnectionListener listener) {
        boolean already;
        boolean hadSession;
        synchronized (this) {
            listeners.add(listener);
            already = connected;
            hadSession = sessionPresent;
        }
        if (already) {
            tell(List.of(listener), l -> l.connected(hadSession));
        }
    }

    void connected(boolean hasSession) {
        tell(change(true, hasSession), l -> l.connected(hasSession));
    }

    void disconnected(String reason) {
        tell(change(false, false), l -> l.disconnected(reason));
    }

    void takenOver() {
        tell(change(false, false), ConnectionListener::takenOver);
    }

    private synchronized List<ConnectionListener> change(boolean isConnected, boolean hasSession) {
        connected = isConnected;
        sessionPresent = hasSession;
        return List.copyOf(listeners);
    }

    private static void tell(List<ConnectionListener> told, Consumer<ConnectionListener> what) {
        for (ConnectionListener listener : told) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("a connection listener failed", e);
            }
        }
    }
}
