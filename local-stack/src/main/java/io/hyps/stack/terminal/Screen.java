package io.hyps.stack.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Lines for people on one stream. Colours go to a terminal only; signs outside of ASCII only where the locale has them.
 */
public final class Screen {
    private final PrintWriter out;
    private final TerminalTraits traits;

    public Screen(PrintWriter out, TerminalTraits traits) {
        this.out = out;
        this.traits = traits;
    }

    public TerminalTraits traits() {
        return traits;
    }

    /** Prints a line and flushes. */
    public void line(String text) {
        out.println(traits.unicode() ? text : Ascii.of(text));
        out.flush();
    }

    public void line() {
        line("");
    }

    /** A heading with an empty line before it. */
    public void heading(String text) {
        line();
        line(bold(text));
    }

    /** A step that is done. */
    public void done(String what, String detail, Duration took) {
        String time = String.format(Locale.ROOT, "%5.1f s", took.toMillis() / 1000.0);
        line("  " + green("✓") + " " + pad(what, 18) + " " + dim(time) + "  " + detail);
    }

    public void table(Table table) {
        table.render(this).forEach(this::line);
    }

    public String bold(String text) {
        return styled("1", text);
    }

    public String dim(String text) {
        return styled("2", text);
    }

    public String red(String text) {
        return styled("31", text);
    }

    public String green(String text) {
        return styled("32", text);
    }

    public String cyan(String text) {
        return styled("36", text);
    }

    /** A bar of so many characters, filled by the share. */
    public String bar(double share, int width) {
        int filled = (int) Math.round(Math.max(0, Math.min(1, share)) * width);
        return cyan("█".repeat(filled)) + dim("░".repeat(width - filled));
    }

    private String styled(String code, String text) {
        return traits.colours() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
