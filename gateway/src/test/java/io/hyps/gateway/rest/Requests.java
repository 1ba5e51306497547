package io.hyps.gateway.rest;

import io.hyps.protocol.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Requests without a network. */
final class Requests {
    private Requests() {}

    static Request withHeader(String name, String value) {
        return new Request(Map.of(), Map.of(), Map.of(name, value), Payload.empty());
    }

    static Request withQuery(String name, String... values) {
        return new Request(Map.of(), Map.of(name, List.of(values)), Map.of(), Payload.empty());
    }

    static Request withPlace(String name, String value) {
        return new Request(Map.of(name, value), Map.of(), Map.of(), Payload.empty());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
