package io.hyps.protocol.frame;

import java.util.Optional;
import java.util.regex.Pattern;

/** The {@code traceparent} of W3C Trace Context, as clients and sensors give it. */
public final class TraceParent {
    public static final String NAME = "traceparent";

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceParent() {}

    /** The text if it is well-formed; a malformed one is passed over, as that standard says. */
    public static Optional<String> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }
}
