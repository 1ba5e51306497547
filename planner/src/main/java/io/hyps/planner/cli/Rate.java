package io.hyps.planner.cli;

import io.hyps.protocol.ForeignText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code 30/s}; the unit may be left out. */
final class Rate {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(?:/s)?");

    private Rate() {}

    /** Frames a second; 0 if none is given. */
    static double parse(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        Matcher form = FORM.matcher(text);
        double rate = form.matches() ? Double.parseDouble(form.group(1)) : 0;
        if (rate == 0) {
            throw new IllegalArgumentException(
                    "--rate '" + ForeignText.printable(text) + "' is not understood: write frames a second, as 30/s");
        }
        return rate;
    }
}
