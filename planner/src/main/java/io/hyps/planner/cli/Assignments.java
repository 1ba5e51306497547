package io.hyps.planner.cli;

import io.hyps.protocol.ForeignText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads options of the form {@code NAME=VALUE}, split at the first equals sign; each name once. */
final class Assignments {
    private Assignments() {}

    /** @param example how the option is written, for the exception's text */
    static Map<String, String> parse(String option, String example, List<String> texts) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1 || equals == text.length() - 1) {
                throw new IllegalArgumentException(
                        option + " '" + ForeignText.printable(text) + "' is not understood: write " + example);
            }
            String name = text.substring(0, equals);
            if (values.put(name, text.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(option + " gives '" + ForeignText.printable(name) + "' twice");
            }
        }
        return values;
    }
}
