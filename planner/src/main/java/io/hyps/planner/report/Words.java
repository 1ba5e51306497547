package io.hyps.planner.report;

import io.hyps.protocol.ByteSize;
import java.util.Locale;

/** Numbers and names as the page writes them. */
final class Words {
    private static final double NANOS_PER_MILLI = 1e6;

    private Words() {}

    static String bytes(double bytes) {
        return new ByteSize(Math.round(bytes)).toString();
    }

    static String nanos(double nanos) {
        return millis(nanos / NANOS_PER_MILLI);
    }

    static String millis(double millis) {
        return millis >= 10_000 ? threeDigits(millis / 1000) + " s" : threeDigits(millis) + " ms";
    }

    static String threeDigits(double value) {
        if (value == 0) {
            return "0";
        }
        if (Math.abs(value) < 0.01) {
            return String.format(Locale.ROOT, "%.1e", value).replaceFirst("(\\.0)?e-0*", "e-");
        }
        int decimals = Math.abs(value) < 1 ? 3 : Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return decimals == 0 ? text : text.replaceAll("\\.?0+$", "");
    }

    static String percent(double share) {
        return Math.round(share * 100) + " %";
    }

    static String count(int number, String one) {
        return number + " " + (number == 1 ? one : one + "s");
    }

    /** A model's name for something, without what XML and one line of text cannot hold. */
    static String name(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .forEach(c -> shown.appendCodePoint(
                        Character.isISOControl(c) || !Character.isDefined(c) || isHalf(c) || isBidirectional(c)
                                ? 0xFFFD
                                : c));
        return shown.toString();
    }

    /** The end tells more than the beginning, as in {@code /features/features.0/Conv_output_0}. */
    static String shortName(String text, int most) {
        String shown = name(text);
        int excess = shown.codePointCount(0, shown.length()) - most;
        return excess <= 0 ? shown : "…" + shown.substring(shown.offsetByCodePoints(0, excess + 1));
    }

    private static boolean isHalf(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE || (c & 0xFFFE) == 0xFFFE;
    }

    private static boolean isBidirectional(int c) {
        return c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
    }
}
