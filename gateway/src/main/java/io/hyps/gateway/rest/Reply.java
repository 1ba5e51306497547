package io.hyps.gateway.rest;

import io.hyps.protocol.Payload;
import io.hyps.protocol.json.Json;
import java.util.Map;
import java.util.TreeMap;

/** A whole answer to a request. */
record Reply(int status, String contentType, Map<String, String> headers, Payload body) {
    private static final String JSON = "application/json";

    Reply {
        headers = Map.copyOf(headers);
    }

    static Reply json(int status, Object document) {
        return new Reply(status, JSON, Map.of(), Payload.of(Json.encode(document)));
    }

    /** JSON that is encoded already. */
    static Reply ofJson(Payload json) {
        return new Reply(200, JSON, Map.of(), json);
    }

    Reply with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Reply(status, contentType, more, body);
    }
}
