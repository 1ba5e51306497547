package io.hyps.planner.rewrite;

import java.util.ArrayList;
import java.util.List;

/**
 * One of the shares of a channel split.
 *
 * @param range of the units shared out: output channels, or groups of them
 */
record Share(int index, int ways, Interval range) {
    /** The shares of so many units, nearly equal. */
    static List<Share> of(long units, int ways) {
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < ways; i++) {
            shares.add(new Share(i, ways, Interval.part(units, i, ways)));
        }
        return shares;
    }

    boolean isFirst() {
        return index == 0;
    }

    /** What the names of its nodes, tensors and weights end with. */
    String suffix() {
        return "/channel-" + (index + 1) + "-of-" + ways;
    }

    /** The dimensions of its part of a tensor. */
    List<Long> dimensions(List<Long> whole, Layout layout) {
        List<Long> own = new ArrayList<>(whole);
        own.set(layout.axis(), range.times(layout.factor()).length());
        return own;
    }
}
