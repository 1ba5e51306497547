package io.hyps.bench.planner;

import io.hyps.planner.cost.CostModel;
import io.hyps.planner.cost.NodeWork;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.rewrite.Rewriter;
import io.hyps.planner.rewrite.Split;
import io.hyps.planner.rewrite.SplitException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A small network of convolutions and dense layers made at random, for devices that are often too small for a layer.
 *
 * @param graph one to six nodes
 * @param devices one to four
 */
record SplitInstance(Graph graph, CostModel costs, List<DeviceSpec> devices, boolean isChain) {
    static final Rewriter REWRITER = Rewriter.of(13);
    private static final int MOST_DEVICES = 4;
    /** By the number of devices: brute force takes longer with each. */
    private static final int[] MOST_NODES = {0, 10, 10, 9, 7};

    SplitInstance {
        devices = List.copyOf(devices);
    }

    /** Every second instance is a chain, the others have branches. */
    static SplitInstance random(long seed) {
        Random random = new Random(seed);
        boolean isChain = seed % 2 == 0;
        Graph graph = new SmallNetwork(random, isChain).graph();
        double scale = Math.pow(10, 1 + 2.5 * random.nextDouble());
        CostModel costs = rewritten -> new Scaled(new NodeWork(rewritten), scale);
        long whole = PartCosts.of(graph, costs.of(graph))
                .part(IntStream.range(0, graph.nodes().size()).boxed().toList())
                .memoryBytes();
        return new SplitInstance(
                graph,
                costs,
                DeviceSets.random(random, MOST_DEVICES, () -> (long) (whole * (0.15 + random.nextDouble()))),
                isChain);
    }

    /** Those that brute force goes through: the graph as it is, and with every one or two of the splits there are. */
    List<Graph> variants() {
        List<Split> splits = new ArrayList<>();
        Map<List<Split>, Graph> variants = new LinkedHashMap<>();
        variants.put(List.of(), graph);
        for (Split split : all()) {
            rewritten(List.of(split)).ifPresent(variant -> {
                splits.add(split);
                variants.put(List.of(split), variant);
            });
        }
        for (Split one : splits) {
            for (Split other : splits) {
                if (!one.equals(other) && !variants.containsKey(List.of(other, one))) {
                    rewritten(List.of(one, other)).ifPresent(variant -> variants.put(List.of(one, other), variant));
                }
            }
        }
        return List.copyOf(variants.values());
    }

    boolean isSmall(Graph variant) {
        return variant.nodes().size() <= MOST_NODES[devices.size()];
    }

    /** Those that are small enough for brute force. */
    private Optional<Graph> rewritten(List<Split> splits) {
        try {
            return Optional.of(REWRITER.apply(graph, splits)).filter(this::isSmall);
        } catch (SplitException cannotBeMade) {
            return Optional.empty();
        }
    }

    private List<Split> all() {
        List<Split> all = new ArrayList<>();
        List<String> names = graph.nodes().stream().map(Node::name).toList();
        for (int first = 0; first < names.size(); first++) {
            for (int last = first; last < names.size(); last++) {
                for (int ways = 2; ways <= MOST_DEVICES; ways++) {
                    all.add(new Split.Channel(names.get(first), names.get(last), ways));
                    all.add(new Split.Tile(names.get(first), names.get(last), ways, 1));
                }
                all.add(new Split.Tile(names.get(first), names.get(last), 2, 2));
            }
        }
        return all;
    }

    /** So much slower than by the usual estimate that computing weighs as much as messages. */
    private record Scaled(NodeWork work, double scale) implements RuntimeCosts {
        @Override
        public double nanos(Node node) {
            return scale * work.nanos(node);
        }
    }
}
