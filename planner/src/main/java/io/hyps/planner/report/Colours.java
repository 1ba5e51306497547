package io.hyps.planner.report;

/**
 * Which colour stands for a partition: eight that people with any colour vision tell apart (Okabe, Ito 2008, and Tol 2021),
 * in turn. Names stand beside them everywhere.
 */
final class Colours {
    private static final int COLOURS = 8;

    private Colours() {}

    /** The style class of the partition at a position. */
    static String of(int partition) {
        return "c" + partition % COLOURS;
    }
}
