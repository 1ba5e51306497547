package io.hyps.protocol;

import org.jspecify.annotations.Nullable;

/** Checks of fields that a message must have; JSON can leave out any. */
public final class Required {
    private Required() {}

    /** @throws IllegalArgumentException naming the field, if it is absent */
    public static <T> T field(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("field '" + name + "' is missing");
        }
        return value;
    }

    /** @throws IllegalArgumentException naming the field, if it is absent or blank */
    public static String text(String name, @Nullable String value) {
        String text = field(name, value);
        if (text.isBlank()) {
            throw new IllegalArgumentException("field '" + name + "' is empty");
        }
        return text;
    }

    /** @throws IllegalArgumentException naming the field, if it is negative */
    public static long notNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("field '" + name + "' is negative: " + value);
        }
        return value;
    }
}
