package io.hyps.stack.sensor;

import io.hyps.protocol.ForeignText;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many images a second at most. */
public record Rate(double perSecond) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)(?:/s)?");

    public Rate {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("a rate of " + perSecond + "/s sends nothing: write one such as 10/s");
        }
    }

    /** @throws IllegalArgumentException if it is not a number above zero, with or without {@code /s} */
    public static Rate parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + ForeignText.printable(text) + "' is not a rate: write one such as 10/s or 0.5/s");
        }
        return new Rate(Double.parseDouble(matcher.group(1)));
    }

    /** Begins now; the first turn is at once. */
    public Pace pace(LongSupplier nanos) {
        long start = nanos.getAsLong();
        double period = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long[] turns = {0};
        return () -> {
            long due = start + (long) (turns[0]++ * period);
            long left = due - nanos.getAsLong();
            if (left > 0) {
                TimeUnit.NANOSECONDS.sleep(left);
            }
        };
    }

    /** Lets one go at a time. */
    @FunctionalInterface
    public interface Pace {
        /** No pace at all. */
        Pace NONE = () -> {};

        /** Waits for the next turn. */
        void await() throws InterruptedException;
    }
}
