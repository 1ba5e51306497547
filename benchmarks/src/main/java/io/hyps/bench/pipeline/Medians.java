package io.hyps.bench.pipeline;

import java.util.Collection;
import java.util.List;

/** The middle of some numbers. */
public final class Medians {
    private Medians() {}

    public static double of(Collection<? extends Number> values) {
        List<Double> sorted = values.stream().map(Number::doubleValue).sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }
}
