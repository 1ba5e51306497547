package io.hyps.gateway.rest;

import java.io.Serial;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request that is not served. The text is one line for people: what, where, how to mend it. */
final class RefusedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private @Nullable String limit;
    private final transient Map<String, String> headers = new TreeMap<>();
    private final transient Map<String, String> members = new TreeMap<>();

    RefusedException(int status, String message) {
        this(status, message, null);
    }

    RefusedException(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    static RefusedException badRequest(String message) {
        return new RefusedException(400, message);
    }

    /** For now: the client is to come again. */
    static RefusedException busy(String message) {
        return new RefusedException(503, message).with("Retry-After", "1");
    }

    /** No bytes more under way for now. */
    static RefusedException noRoom() {
        return busy("the bodies under way fill the gateway's room; come again").by("bytes");
    }

    RefusedException with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /** Adds a member to the problem's document, beside those of RFC 9457. */
    RefusedException saying(String member, String value) {
        members.put(member, value);
        return this;
    }

    /** Says which limit it was. */
    RefusedException by(String name) {
        limit = name;
        return this;
    }

    /** The limit that turned the request away, if one did. */
    Optional<String> limit() {
        return Optional.ofNullable(limit);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    Map<String, String> members() {
        return members;
    }
}
