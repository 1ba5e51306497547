package io.hyps.planner.report;

import java.util.List;

/**
 * Tensors on their way from one box of the drawing to another.
 *
 * @param from the position of the box
 * @param to the position of the box
 * @param cut whether they travel between devices
 */
record Link(int from, int to, List<Flow> tensors, boolean cut) {
    Link {
        tensors = List.copyOf(tensors);
    }

    long sizeBytes() {
        return tensors.stream().mapToLong(Flow::sizeBytes).sum();
    }

    String title() {
        return tensors.size() == 1 ? Words.shortName(tensors.get(0).name(), 26) : tensors.size() + " tensors";
    }
}
