package io.hyps.protocol.mqtt;

/** Another broker, for clients whose handlers never block. */
record PromptBroker(TestBroker broker) implements TestBroker {
    @Override
    public LinkOptions options(String clientId) {
        return broker.options(clientId).withPromptHandlers();
    }

    @Override
    public MqttLink connect(LinkOptions options) {
        return broker.connect(options);
    }

    @Override
    public boolean tellsOfNoSubscribers() {
        return broker.tellsOfNoSubscribers();
    }

    @Override
    public boolean marksDuplicates() {
        return broker.marksDuplicates();
    }

    @Override
    public void breakConnections() {
        broker.breakConnections();
    }

    @Override
    public void close() {
        broker.close();
    }
}
