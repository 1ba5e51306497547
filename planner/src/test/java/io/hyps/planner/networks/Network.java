package io.hyps.planner.networks;

import io.hyps.planner.onnx.ModelBuilder;
import java.util.List;
import java.util.function.Supplier;

/**
 * A network at two sizes, and where to split it.
 *
 * @param full as in its paper, with all its weights
 * @param quick the same with fewer channels and pixels
 * @param channelSplits nodes that a test may split by output channel
 * @param tileBlock the first and last node of a chain that a test may split into tiles; empty if there is none
 */
public record Network(
        String name,
        Supplier<ModelBuilder> full,
        Supplier<ModelBuilder> quick,
        List<String> channelSplits,
        List<String> tileBlock) {
    public Network {
        channelSplits = List.copyOf(channelSplits);
        tileBlock = List.copyOf(tileBlock);
    }

    @Override
    public String toString() {
        return name;
    }
}
