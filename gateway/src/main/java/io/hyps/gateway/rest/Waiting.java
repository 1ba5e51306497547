package io.hyps.gateway.rest;

import io.hyps.protocol.ForeignText;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a client wants to wait for a result: query parameter {@code wait} in seconds, or the header Prefer (RFC 7240)
 * with {@code wait=N} or {@code respond-async}. A preference that cannot be understood is passed over, as that RFC says.
 */
final class Waiting {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");
    private static final Pattern WAIT = Pattern.compile("(?i)wait\\s*=\\s*\"?([0-9]{1,6})\"?");
    private static final Pattern ASYNC = Pattern.compile("(?i)respond-async(\\s*;.*)?");

    private Waiting() {}

    static Duration of(Request request, Duration usual, Duration longest) throws RefusedException {
        Optional<String> query = request.query("wait");
        if (query.isPresent()) {
            return ofQuery(query.get(), longest);
        }
        return request.header("Prefer")
                .flatMap(Waiting::ofPreferences)
                .map(wait -> wait.compareTo(longest) > 0 ? longest : wait)
                .orElse(usual);
    }

    private static Duration ofQuery(String text, Duration longest) throws RefusedException {
        boolean isNumber = SECONDS.matcher(text).matches();
        if (!isNumber || Long.parseLong(text) > longest.toSeconds()) {
            throw RefusedException.badRequest("query parameter 'wait' is '" + ForeignText.printable(text)
                    + "': use seconds from 0 to " + longest.toSeconds());
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }

    private static Optional<Duration> ofPreferences(String header) {
        boolean async = false;
        for (String preference : header.split(",", -1)) {
            Matcher wait = WAIT.matcher(preference.strip());
            if (wait.matches()) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(wait.group(1))));
            }
            async |= ASYNC.matcher(preference.strip()).matches();
        }
        return async ? Optional.of(Duration.ZERO) : Optional.empty();
    }
}
