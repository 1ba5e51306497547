package io.hyps.gateway.rest;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Looks at a request's path as it was sent, before anything is decoded or normalised. */
final class PathCheck {
    private static final Pattern MALFORMED = Pattern.compile("[^!-~]|%(?![0-9a-fA-F]{2})");
    private static final Pattern CONTROL = Pattern.compile("(?i)%(?:[01][0-9a-f]|7f)");
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?i)(?:^|/)(?:\\.|%2e){1,2}(?:/|$)");

    private PathCheck() {}

    /** Why a path cannot be one of ours, in one line; nothing if it can. */
    static Optional<String> refusal(String path) {
        if (MALFORMED.matcher(path).find()) {
            return Optional.of("the path holds what is not percent-encoded, or not rightly");
        }
        if (CONTROL.matcher(path).find()) {
            return Optional.of("the path holds a control character");
        }
        if (DOT_SEGMENT.matcher(path).find()
                || path.contains("\\")
                || path.toLowerCase(Locale.ROOT).contains("%5c")) {
            return Optional.of("the path has '.' or '..' for a name, or a backslash");
        }
        return Optional.empty();
    }
}
