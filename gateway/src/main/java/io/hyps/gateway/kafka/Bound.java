package io.hyps.gateway.kafka;

import io.hyps.protocol.ForeignText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a range of a topic begins or ends. */
public sealed interface Bound {
    Pattern OFFSET = Pattern.compile("(?:([0-9]{1,6}):)?([0-9]{1,18})");

    /**
     * The record at an offset.
     *
     * @param partition the only one that is read; else the offset counts in each
     */
    record Offset(OptionalInt partition, long offset) implements Bound {}

    /** The first record that Kafka stored then or later. */
    record Time(Instant time) implements Bound {}

    /**
     * Reads {@code 1200} (an offset in every partition), {@code 2:1200} (in one), or a time such as
     * {@code 2026-11-23T08:00:00Z}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static Bound parse(String text) {
        Matcher offset = OFFSET.matcher(text);
        if (offset.matches()) {
            String partition = offset.group(1);
            return new Offset(
                    partition == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(partition)),
                    Long.parseLong(offset.group(2)));
        }
        try {
            return new Time(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + ForeignText.printable(text)
                            + "' is neither an offset nor a time: write 1200, 2:1200 (partition"
                            + " 2) or 2026-11-23T08:00:00Z",
                    e);
        }
    }
}
