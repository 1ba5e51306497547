package io.hyps.protocol.mqtt;

/** Placeholder until the link lands. */
final class PahoLink {
    private PahoLink() {}

    static MqttLink open(LinkOptions options) {
        throw new UnsupportedOperationException("not yet: " + options.url());
    }
}
