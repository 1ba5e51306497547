package io.hyps.protocol;

/** Text from outside, made fit for one line of a message or log. */
public final class ForeignText {
    private static final int MOST_CHARACTERS = 80;

    private ForeignText() {}

    /** Shortens the text to 80 characters and replaces control characters. */
    public static String printable(String text) {
        String shown = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "…" : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
