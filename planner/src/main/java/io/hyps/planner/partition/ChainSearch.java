package io.hyps.planner.partition;

import io.hyps.planner.cost.Stretch;
import io.hyps.planner.cost.StretchCosts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Exact search over the contiguous cuts of the nodes' order, by dynamic programming over (nodes done, devices used per
 * type). Two passes: the first finds the least possible worst stage, the second the least total among the cuts whose
 * every stage stays within it. Time is in proportion to nodes² × types × states, where states is the number of ways to
 * have used some devices of each type.
 */
final class ChainSearch {
    private static final double NONE = Double.POSITIVE_INFINITY;

    private final StretchCosts costs;
    private final List<DeviceTypes.Type> types;
    private final Objective objective;
    private final int nodes;
    private final int[] counts;
    private final int[] weights;
    private final int states;
    private final long largestMemory;

    ChainSearch(StretchCosts costs, DeviceTypes types, Objective objective) {
        this.costs = costs;
        this.types = types.types();
        this.objective = objective;
        nodes = costs.nodeCount();
        counts = this.types.stream()
                .mapToInt(t -> Math.min(t.members().size(), nodes))
                .toArray();
        weights = new int[counts.length];
        int product = 1;
        for (int t = 0; t < counts.length; t++) {
            weights[t] = product;
            product = Math.multiplyExact(product, counts[t] + 1);
        }
        states = product;
        largestMemory = this.types.stream()
                .mapToLong(t -> t.counted().memoryBytes())
                .max()
                .orElse(0);
    }

    /** The stages, by position in the types' list; nothing if no cut fits. */
    Optional<List<TypedStage>> run() {
        double bottleneck =
                objective == Objective.LATENCY ? 0 : best(NONE, false).value(nodes);
        if (bottleneck == NONE) {
            return Optional.empty();
        }
        return best(bottleneck, true).stages();
    }

    /** A stretch on some device of a type. */
    record TypedStage(Stretch stretch, int type) {}

    private Table best(double limit, boolean sum) {
        Table table = new Table();
        for (int from = 0; from < nodes; from++) {
            if (table.isReached(from)) {
                for (Stretch stretch : costs.from(from, largestMemory)) {
                    if (stretch.legal()) {
                        extend(table, stretch, limit, sum);
                    }
                }
            }
        }
        return table;
    }

    private void extend(Table table, Stretch stretch, double limit, boolean sum) {
        for (int type = 0; type < counts.length; type++) {
            DeviceSpec device = types.get(type).counted();
            double worst = objective.bottleneck(stretch, device);
            if (stretch.memoryBytes() > device.memoryBytes() || worst > limit) {
                continue;
            }
            double own = sum ? objective.total(stretch, device) : worst;
            for (int used = 0; used < states; used++) {
                double before = table.values[stretch.from() * states + used];
                if (before != NONE && used / weights[type] % (counts[type] + 1) < counts[type]) {
                    table.offer(stretch, used, type, sum ? before + own : Math.max(before, own));
                }
            }
        }
    }

    /** The best value of each state, and how it came about. */
    private final class Table {
        private final double[] values = new double[(nodes + 1) * states];
        private final int[] cameFrom = new int[(nodes + 1) * states];
        private final int[] cameBy = new int[(nodes + 1) * states];

        Table() {
            Arrays.fill(values, NONE);
            values[0] = 0;
        }

        boolean isReached(int node) {
            return value(node) != NONE;
        }

        double value(int node) {
            return Arrays.stream(values, node * states, (node + 1) * states)
                    .min()
                    .orElse(NONE);
        }

        void offer(Stretch stretch, int used, int type, double value) {
            int state = stretch.to() * states + used + weights[type];
            if (value < values[state]) {
                values[state] = value;
                cameFrom[state] = stretch.from();
                cameBy[state] = type;
            }
        }

        Optional<List<TypedStage>> stages() {
            int state = nodes * states;
            for (int used = 1; used < states; used++) {
                if (values[nodes * states + used] < values[state]) {
                    state = nodes * states + used;
                }
            }
            if (values[state] == NONE) {
                return Optional.empty();
            }
            Deque<TypedStage> stages = new ArrayDeque<>();
            while (state > 0) {
                int to = state / states;
                int type = cameBy[state];
                stages.addFirst(new TypedStage(costs.between(cameFrom[state], to), type));
                state = cameFrom[state] * states + state % states - weights[type];
            }
            return Optional.of(new ArrayList<>(stages));
        }
    }
}
