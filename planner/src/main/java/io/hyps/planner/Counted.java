package io.hyps.planner;

/** Numbers in sentences. */
public final class Counted {
    private Counted() {}

    /** {@code 1 device}, {@code 2 devices}. */
    public static String of(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
