package io.hyps.protocol.mqtt;

import java.util.Locale;
import java.util.Map;

/** MQTT 5's reason codes (2.4) in words. */
final class ReasonCode {
    static final int NO_MATCHING_SUBSCRIBERS = 0x10;
    static final int FIRST_FAILURE = 0x80;
    static final int MALFORMED_PACKET = 0x81;
    static final int NOT_AUTHORIZED = 0x87;
    static final int SESSION_TAKEN_OVER = 0x8e;
    static final int PACKET_TOO_LARGE = 0x95;

    private static final Map<Integer, String> TEXTS = Map.ofEntries(
            Map.entry(MALFORMED_PACKET, "malformed packet"),
            Map.entry(0x82, "protocol error"),
            Map.entry(0x84, "the broker does not speak MQTT 5"),
            Map.entry(0x85, "the broker does not take this client id"),
            Map.entry(0x86, "bad user name or password"),
            Map.entry(NOT_AUTHORIZED, "not authorized"),
            Map.entry(0x88, "the broker is unavailable"),
            Map.entry(0x89, "the broker is busy"),
            Map.entry(0x8a, "banned"),
            Map.entry(0x8b, "the broker is shutting down"),
            Map.entry(0x8d, "keep-alive timeout"),
            Map.entry(SESSION_TAKEN_OVER, "taken over by another client with the same client id"),
            Map.entry(0x8f, "topic filter invalid"),
            Map.entry(0x90, "topic name invalid"),
            Map.entry(0x93, "receive maximum exceeded"),
            Map.entry(PACKET_TOO_LARGE, "larger than the broker takes"),
            Map.entry(0x97, "quota exceeded"),
            Map.entry(0x98, "administrative action"),
            Map.entry(0x99, "payload format invalid"),
            Map.entry(0x9a, "the broker does not keep retained messages"),
            Map.entry(0x9e, "the broker has no shared subscriptions"),
            Map.entry(0xa2, "the broker has no wildcard subscriptions"));

    private ReasonCode() {}

    static String text(int code) {
        return String.format(
                Locale.ROOT, "%s (MQTT reason code 0x%02x)", TEXTS.getOrDefault(code, "refused by the broker"), code);
    }
}
