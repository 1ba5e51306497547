package io.hyps.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Orders the plans of a model. The term grows with each planner that takes the lead, the counter with each plan it
 * publishes; everyone refuses an epoch of a lower term than one it has seen. Written {@code term-counter}.
 */
public record Epoch(long term, long counter) implements Comparable<Epoch> {
    private static final Pattern TEXT = Pattern.compile("(0|[1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})");
    private static final Comparator<Epoch> ORDER =
            Comparator.comparingLong(Epoch::term).thenComparingLong(Epoch::counter);

    public Epoch {
        if (term < 0 || counter < 0) {
            throw new IllegalArgumentException("epoch " + term + "-" + counter + " has a negative part");
        }
    }

    /** @throws IllegalArgumentException if the text is not two decimal numbers with a hyphen between them */
    @JsonCreator
    public static Epoch parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "epoch '" + ForeignText.printable(text) + "' is not of the form term-counter, such as 1-3");
        }
        return new Epoch(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    @Override
    public int compareTo(Epoch other) {
        return ORDER.compare(this, other);
    }

    // a record's own are interpreted in a native executable (docs/native.md)
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Epoch that && term == that.term && counter == that.counter;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(term) + Long.hashCode(counter);
    }

    @Override
    @JsonValue
    public String toString() {
        return term + "-" + counter;
    }
}
