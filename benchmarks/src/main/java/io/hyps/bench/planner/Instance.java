package io.hyps.bench.planner;

import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.protocol.plan.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A small planning problem made at random.
 *
 * @param variants the graph as it is, and with one of its nodes split into shares
 * @param devices one to four
 */
record Instance(List<Graph> variants, RuntimeCosts costs, List<DeviceSpec> devices, boolean isChain) {
    private static final int MOST_NODES = 10;
    private static final int MOST_DEVICES = 4;

    Instance {
        variants = List.copyOf(variants);
        devices = List.copyOf(devices);
    }

    /** Every second instance is a chain, the others are DAGs. */
    static Instance random(long seed) {
        Random random = new Random(seed);
        boolean isChain = seed % 2 == 0;
        int nodes = 1 + random.nextInt(MOST_NODES);
        int split = nodes <= MOST_NODES - 2 && random.nextBoolean() ? random.nextInt(nodes) : -1;
        long shape = random.nextLong();
        List<Graph> variants = new ArrayList<>();
        variants.add(graph(new Random(shape), nodes, isChain, -1, 1));
        for (int ways = 2; split >= 0 && ways <= 3 && nodes + ways <= MOST_NODES; ways++) {
            variants.add(graph(new Random(shape), nodes, isChain, split, ways));
        }
        return new Instance(
                variants,
                new MadeUp(random.nextInt(), random.nextBoolean()),
                DeviceSets.random(random, MOST_DEVICES, () -> 20_000L + random.nextInt(250_000)),
                isChain);
    }

    private static Graph graph(Random random, int nodes, boolean isChain, int split, int ways) {
        GraphDraft draft = new GraphDraft();
        List<String> made = new ArrayList<>(List.of(draft.input("in", size(random))));
        Set<String> unread = new HashSet<>();
        for (int i = 0; i < nodes; i++) {
            List<String> reads = new ArrayList<>(List.of(made.get(made.size() - 1)));
            if (!isChain) {
                reads.set(0, made.get(random.nextInt(made.size())));
                if (random.nextInt(3) == 0) {
                    String other = made.get(random.nextInt(made.size()));
                    if (!reads.contains(other)) {
                        reads.add(other);
                    }
                }
            }
            int weight = random.nextInt(8) == 0 ? 0 : i;
            int bytes = 10 * size(random);
            int output = ways * size(random);
            unread.removeAll(reads);
            String result = i == split
                    ? split(draft, reads, i, new int[] {bytes, output, ways})
                    : plain(draft, reads, i, weight, bytes, output);
            made.add(result);
            unread.add(result);
        }
        return draft.graph(List.copyOf(unread));
    }

    private static String plain(GraphDraft draft, List<String> reads, int node, int weight, int bytes, int output) {
        List<String> all = new ArrayList<>(reads);
        all.add(draft.weight("w" + weight, bytes));
        return draft.share("Op", "n" + node, all, output);
    }

    private static String split(GraphDraft draft, List<String> reads, int node, int[] sizes) {
        int ways = sizes[2];
        List<String> shares = new ArrayList<>();
        for (int share = 0; share < ways; share++) {
            List<String> all = new ArrayList<>(reads);
            all.add(draft.weight("w" + node + "." + share, Math.max(1, sizes[0] / ways)));
            shares.add(draft.share("Op", "n" + node, all, Math.max(1, sizes[1] / ways)));
        }
        return draft.node("Concat", shares, sizes[1]);
    }

    private static int size(Random random) {
        return 1 + random.nextInt(1_000);
    }

    /**
     * Costs by names' hashes: a share takes its part of the time of its origin.
     *
     * @param measured whether the runtime has layouts and workspace of its own
     */
    private record MadeUp(int seed, boolean measured) implements RuntimeCosts {
        private int number(String name, int below) {
            return new Random(31L * name.hashCode() + seed).nextInt(below);
        }

        @Override
        public double nanos(Node node) {
            double work = 1_000.0 * (1 + number(node.origin(), 3_000));
            boolean isShare = node.reads().stream().anyMatch(name -> name.matches("w\\d+\\.\\d"));
            return isShare ? work / 2 : work;
        }

        @Override
        public long workspaceBytes(Node node) {
            return measured ? number(node.name(), 4_000) : 0;
        }

        @Override
        public long insideBytes(TensorSpec tensor) {
            return measured ? tensor.sizeBytes() * number(tensor.name(), 3) / 2 : tensor.sizeBytes();
        }

        @Override
        public long convertedBytes(TensorSpec tensor) {
            return measured ? tensor.sizeBytes() * number(tensor.name() + "c", 2) : 0;
        }

        @Override
        public double convertNanos(TensorSpec tensor) {
            return measured ? 1_000.0 * number(tensor.name() + "n", 100) : 0;
        }
    }
}
