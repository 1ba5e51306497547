package io.hyps.gateway.rest;

import io.hyps.protocol.Payload;
import io.hyps.protocol.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** Errors as the two interfaces have them: {@code {"error": …}} below /v2, problem details (RFC 9457) elsewhere. */
final class Errors {
    static final String PROBLEM = "application/problem+json";

    private static final String PROTOCOL_ROOT = "/v2";

    private Errors() {}

    static Reply reply(String path, RefusedException refused) {
        String message = String.valueOf(refused.getMessage());
        Reply reply = path.equals(PROTOCOL_ROOT) || path.startsWith(PROTOCOL_ROOT + "/")
                ? Reply.json(refused.status(), Map.of("error", message))
                : problem(refused, message);
        for (Map.Entry<String, String> header : refused.headers().entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }

    private static Reply problem(RefusedException refused, String message) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", title(refused.status()));
        document.put("status", refused.status());
        document.put("detail", message);
        document.putAll(refused.members());
        return new Reply(refused.status(), PROBLEM, Map.of(), Payload.of(Json.encode(document)));
    }

    /** The phrases of RFC 9110, as RFC 9457 wants for about:blank. */
    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> "Internal Server Error";
        };
    }
}
