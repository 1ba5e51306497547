package io.hyps.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, as people write it: {@code 64MiB}, {@code 128MB}, {@code 1.5GiB}, {@code 4096}. */
public record ByteSize(long bytes) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,9})?)\\s*([A-Za-z]*)");
    private static final Map<String, Long> UNITS = Map.of(
            "", 1L,
            "B", 1L,
            "KB", 1000L,
            "MB", 1000_000L,
            "GB", 1000_000_000L,
            "KIB", 1L << 10,
            "MIB", 1L << 20,
            "GIB", 1L << 30);

    public ByteSize {
        Required.notNegative("bytes", bytes);
    }

    /** @throws IllegalArgumentException if it is no number with a unit, or no whole number of bytes */
    @JsonCreator
    public static ByteSize parse(CharSequence text) {
        Matcher matcher = TEXT.matcher(text.toString().strip());
        Long unit = matcher.matches() ? UNITS.get(matcher.group(2).toUpperCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("'" + ForeignText.printable(text.toString())
                    + "' is not a size: write a number and a unit, such as 64MiB or 128MB");
        }
        try {
            return new ByteSize(new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(unit))
                    .longValueExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "'" + ForeignText.printable(text.toString()) + "' is not a whole number of bytes below 2^63", e);
        }
    }

    /** For people: three digits and a binary unit, such as {@code 1.44 MiB}. */
    @Override
    @JsonValue
    public String toString() {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        if (unit == 0) {
            return bytes + " B";
        }
        int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, units[unit]);
    }
}
