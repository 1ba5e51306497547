package io.hyps.gateway.rest;

import io.hyps.protocol.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The OpenAPI document, and the page that shows it. */
final class Documents {
    private static final String ONLY_OURS = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    private Documents() {}

    static Reply openApi() {
        return resource("openapi.json", "application/json");
    }

    static Reply page() {
        return resource("page.html", "text/html; charset=utf-8").with("Content-Security-Policy", ONLY_OURS);
    }

    static Reply script() {
        return resource("page.js", "text/javascript; charset=utf-8");
    }

    private static Reply resource(String name, String contentType) {
        try (InputStream in = Documents.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return new Reply(200, contentType, Map.of(), Payload.of(in.readAllBytes()));
        } catch (IOException e) {
            throw new IllegalStateException("reading " + name, e);
        }
    }
}
