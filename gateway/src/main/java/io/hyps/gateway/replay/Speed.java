package io.hyps.gateway.replay;

import io.hyps.protocol.ForeignText;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast a replay goes.
 *
 * @param factor of the recorded speed; infinite for as fast as the answers come
 */
public record Speed(double factor) {
    /** As fast as the answers come. */
    public static final Speed MAX = new Speed(Double.POSITIVE_INFINITY);

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)x");

    public Speed {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("a speed of " + factor + " gets nowhere: use more than 0");
        }
    }

    /** @throws IllegalArgumentException if it is not like {@code 1x}, {@code 10x}, {@code 0.5x} or {@code max} */
    public static Speed parse(String text) {
        if (text.equals("max")) {
            return MAX;
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + ForeignText.printable(text) + "' is no speed: write 1x, 10x, 0.5x or max");
        }
        return new Speed(Double.parseDouble(matcher.group(1)));
    }

    /** How long after the first frame one is due that was recorded so long after it. */
    Duration due(Duration recorded) {
        return Double.isInfinite(factor) ? Duration.ZERO : Duration.ofNanos((long) (recorded.toNanos() / factor));
    }

    @Override
    public String toString() {
        return Double.isInfinite(factor)
                ? "max"
                : (factor == Math.rint(factor) ? Long.toString((long) factor) : Double.toString(factor)) + "x";
    }
}
