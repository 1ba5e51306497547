package io.hyps.stack.terminal;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a stream can show.
 *
 * @param terminal whether a person watches it live
 * @param colours whether escape sequences for colours mean anything
 * @param unicode whether signs outside of ASCII can be shown
 * @param columns its width
 */
public record TerminalTraits(boolean terminal, boolean colours, boolean unicode, int columns) {
    /** Set by the {@code hyps} launcher, which can ask: {@code true} if standard output is a terminal. */
    public static final String OUT_PROPERTY = "hyps.terminal.out";
    /** The same for standard error. */
    public static final String ERR_PROPERTY = "hyps.terminal.err";

    private static final int USUAL_COLUMNS = 100;

    /**
     * By the environment: NO_COLOR (no-color.org), TERM, COLUMNS and the locale.
     *
     * @param property {@link #OUT_PROPERTY} or {@link #ERR_PROPERTY}
     */
    public static TerminalTraits of(String property, Map<String, String> environment) {
        boolean terminal = Boolean.getBoolean(property);
        boolean colours = terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
        return new TerminalTraits(terminal, colours, isUnicode(environment), columns(environment));
    }

    static boolean isUnicode(Map<String, String> environment) {
        String locale = Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("")
                .toLowerCase(Locale.ROOT);
        return locale.contains("utf-8") || locale.contains("utf8");
    }

    private static int columns(Map<String, String> environment) {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(columns) : USUAL_COLUMNS;
    }
}
