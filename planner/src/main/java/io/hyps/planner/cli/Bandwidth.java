package io.hyps.planner.cli;

import io.hyps.protocol.ForeignText;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bandwidths as people write them: {@code 100Mbit/s}, {@code 1Gbit/s}, {@code 12MB/s}. */
final class Bandwidth {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)\\s*([a-z]+)/s");
    private static final Map<String, Double> BYTES = Map.of(
            "bit", 1 / 8.0, "kbit", 1e3 / 8, "mbit", 1e6 / 8, "gbit", 1e9 / 8, "b", 1.0, "kb", 1e3, "mb", 1e6, "gb",
            1e9);

    private Bandwidth() {}

    /** @return bytes per second, at least 1 */
    static long parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
        Double unit = matcher.matches() ? BYTES.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("'" + ForeignText.printable(text)
                    + "' is not a bandwidth: write a number and a unit, such as 100Mbit/s or 12MB/s");
        }
        return Math.max(1, Math.round(Double.parseDouble(matcher.group(1)) * unit));
    }
}
