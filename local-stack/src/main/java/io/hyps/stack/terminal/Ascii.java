package io.hyps.stack.terminal;

import java.util.Map;

/** Stand-ins for the signs that we use, where only ASCII can be shown. */
final class Ascii {
    private static final Map<Character, String> SIGNS = Map.ofEntries(
            Map.entry('✓', "+"),
            Map.entry('✗', "x"),
            Map.entry('…', "..."),
            Map.entry('·', "-"),
            Map.entry('→', "->"),
            Map.entry('×', "x"),
            Map.entry('Δ', "delta "),
            Map.entry('─', "-"),
            Map.entry('█', "#"),
            Map.entry('░', "."));

    private Ascii() {}

    static String of(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            ascii.append(SIGNS.getOrDefault(c, String.valueOf(c)));
        }
        return ascii.toString();
    }
}
