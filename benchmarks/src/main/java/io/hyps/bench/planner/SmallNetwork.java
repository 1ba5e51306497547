package io.hyps.bench.planner;

import io.hyps.planner.graph.Graph;
import java.util.List;
import java.util.Random;

/** Convolutions without padding, activations and dense layers, one after another or beside a skip. */
final class SmallNetwork {
    private static final int MOST_STEPS = 4;

    private final Random random;
    private final GraphDraft draft = new GraphDraft();
    private final boolean isChain;
    private String last;
    private int weights;

    SmallNetwork(Random random, boolean isChain) {
        this.random = random;
        this.isChain = isChain;
        long side = 4 + random.nextInt(9);
        last = draft.input("in", 1, 1 + random.nextInt(8), side, side);
    }

    Graph graph() {
        int steps = 1 + random.nextInt(MOST_STEPS);
        for (int step = 0; step < steps; step++) {
            if (draft.shape(last).length == 2) {
                dense();
            } else if (!isChain && random.nextBoolean()) {
                last = draft.node("Add", List.of(last, convolution(draft.shape(last)[1], 1)), draft.shape(last));
            } else if (random.nextInt(3) > 0) {
                last = convolution(2 + random.nextInt(12), draft.shape(last)[2] > 3 && random.nextBoolean() ? 3 : 1);
            } else if (random.nextBoolean()) {
                last = draft.node("Relu", List.of(last), draft.shape(last));
            } else {
                flatten();
            }
        }
        return draft.graph(List.of(last));
    }

    private String convolution(long channels, long kernel) {
        long[] from = draft.shape(last);
        long side = from[2] - kernel + 1;
        String weight = draft.weight("w" + weights++, channels, from[1], kernel, kernel);
        return draft.node("Conv", List.of(last, weight), 1, channels, side, side);
    }

    private void dense() {
        long features = draft.shape(last)[1];
        long units = 2 + random.nextInt(40);
        String weight = draft.weight("w" + weights++, features, units);
        last = draft.node("Gemm", List.of(last, weight), 1, units);
    }

    private void flatten() {
        long[] from = draft.shape(last);
        last = draft.node("Flatten", List.of(last), 1, from[1] * from[2] * from[3]);
        dense();
    }
}
