package io.hyps.protocol.mqtt;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** {@link InMemoryBroker} as a {@link TestBroker}. */
final class InMemoryTestBroker implements TestBroker {
    private final InMemoryBroker broker = new InMemoryBroker();
    private final List<String> clients = new ArrayList<>();

    @Override
    public LinkOptions options(String clientId) {
        return LinkOptions.of(URI.create("tcp://in-memory:1883"), clientId);
    }

    @Override
    public MqttLink connect(LinkOptions options) {
        clients.add(options.clientId());
        return broker.connect(options);
    }

    @Override
    public boolean tellsOfNoSubscribers() {
        return true;
    }

    @Override
    public void breakConnections() {
        clients.forEach(broker::disconnect);
        clients.forEach(broker::reconnect);
    }

    @Override
    public void close() {
        broker.close();
    }
}
