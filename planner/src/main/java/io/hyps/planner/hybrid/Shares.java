package io.hyps.planner.hybrid;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.rewrite.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The channel splits that bring nodes under a limit, by arithmetic. */
final class Shares {
    private static final int[] FEW_WAYS = {2, 3, 4, 6, 8};

    private final Variants variants;
    private final List<Node> nodes;
    private final CompactGraph graph;

    Shares(Variants variants) {
        this.variants = variants;
        nodes = variants.plain().graph().nodes();
        graph = variants.plain().compact();
    }

    /** Splits every layer that needs more memory, in the fewest ways that suffice. */
    List<Split> fitting(long memoryBytes, Set<String> besides) {
        List<Split> splits = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (graph.aloneBytes(i) > memoryBytes
                    && !besides.contains(nodes.get(i).name())) {
                OptionalInt ways = ways(i, memoryBytes);
                if (ways.isPresent()) {
                    of(nodes.get(i), ways.getAsInt()).ifPresent(splits::add);
                }
            }
        }
        return splits;
    }

    /** Splits every layer that takes longer, in at most so many ways. */
    List<Split> faster(double nanos, int mostWays, Set<String> besides) {
        List<Split> splits = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            double own = graph.aloneNanos(i);
            if (own > nanos && !besides.contains(nodes.get(i).name())) {
                of(nodes.get(i), (int) Math.min(mostWays, Math.ceil(own / nanos)))
                        .ifPresent(splits::add);
            }
        }
        return splits;
    }

    /** A share has its part of the weights and of the output, and the whole input. */
    private OptionalInt ways(int node, long memoryBytes) {
        long outputBytes = graph.outputBytes(node);
        long shared = graph.weightsBytes(node) + outputBytes;
        long whole = graph.aloneBytes(node) - shared;
        if (graph.weightsBytes(node) < whole + outputBytes || whole >= memoryBytes) {
            return OptionalInt.empty();
        }
        long ways = -Math.floorDiv(-shared, memoryBytes - whole);
        return ways <= Split.MOST_WAYS ? OptionalInt.of(Math.max(2, (int) ways)) : OptionalInt.empty();
    }

    /** A layer in a few shares. */
    Stream<Split> of(String layer) {
        return nodes.stream()
                .filter(node -> node.name().equals(layer))
                .flatMap(node -> IntStream.of(FEW_WAYS).mapToObj(ways -> of(node, ways)))
                .flatMap(Optional::stream);
    }

    private Optional<Split> of(Node node, int ways) {
        boolean isModels = node.origin().equals(node.name());
        long most = isModels ? variants.rewriter().mostWays(variants.plain().graph(), node) : 1;
        return ways >= 2 && ways <= most ? Optional.of(Split.Channel.of(node.name(), ways)) : Optional.empty();
    }
}
