package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.cost.Growth;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * A plan for devices that are all alike, quickly made and good, if not the best: contiguous stages of the node order, each
 * as long as a limit lets it be, and replicas of the slowest as long as devices are left. Its slowest stage tells an exact
 * search what need not be looked at.
 */
final class GreedyChain {
    private static final int MOST_PASSES = 7;
    /** Each goes over all nodes: with so many, they take a quarter of what a table of all stages takes. */
    private static final int NODES_PER_PASS = 8;
    /** Most often stages can be as even as this: the first limit that is tried, over the bound. */
    private static final double NEAR = 1.1;

    private static final double ROUNDING = 1 + 1e-9;
    private static final double NONE = Double.POSITIVE_INFINITY;

    private final Lattice lattice;
    private final DeviceSpec device;
    private final int devices;
    private final IntPredicate crewSizes;
    private final double[] values;
    private final int[] crews;
    /** By position in the order: of the nodes from there on. */
    private final double[] leftNanos;

    private final double[] leftBytes;
    private final Growth nothing;
    private final Growth growth;

    /** @param crewSizes how many replicas a stage may have */
    GreedyChain(Lattice lattice, DeviceSpec device, int devices, IntPredicate crewSizes) {
        this.crewSizes = crewSizes;
        values = new double[devices];
        crews = new int[devices];
        this.lattice = lattice;
        this.device = device;
        this.devices = devices;
        CompactGraph graph = lattice.graph();
        leftNanos = new double[graph.nodeCount() + 1];
        leftBytes = new double[graph.nodeCount() + 1];
        for (int node = graph.nodeCount() - 1; node >= 0; node--) {
            leftNanos[node] = leftNanos[node + 1] + graph.nanos(node);
            leftBytes[node] = leftBytes[node + 1] + graph.ownWeightsBytes(node);
        }
        nothing = new Growth(lattice.graph());
        growth = new Growth(lattice.graph());
    }

    /** What its slowest stage takes; infinite if none was found. */
    double slowest(double bound) {
        int first = within(NONE);
        double enough = longest(first);
        double best = withReplicas(first);
        double tooLittle = bound;
        double limit = Math.min(bound * NEAR, (bound + enough) / 2);
        int passes = Math.min(MOST_PASSES, 1 + lattice.graph().nodeCount() / NODES_PER_PASS);
        for (int pass = 0; pass < passes && best > bound && enough != NONE && enough > tooLittle; pass++) {
            int stages = within(limit);
            best = Math.min(best, withReplicas(stages));
            enough = Math.min(enough, longest(stages));
            tooLittle = stages == 0 ? limit : tooLittle;
            limit = (tooLittle + enough) / 2;
        }
        return best;
    }

    private double longest(int stages) {
        double longest = stages == 0 ? NONE : 0;
        for (int stage = 0; stage < stages; stage++) {
            longest = Math.max(longest, values[stage]);
        }
        return longest;
    }

    /** What the slowest stage takes once no more devices can be added to it. */
    private double withReplicas(int stages) {
        Arrays.fill(crews, 0, stages, 1);
        int free = devices - stages;
        while (stages > 0) {
            int slowest = 0;
            for (int stage = 1; stage < stages; stage++) {
                slowest = values[stage] / crews[stage] > values[slowest] / crews[slowest] ? stage : slowest;
            }
            int more = 1;
            while (more <= free && !crewSizes.test(crews[slowest] + more)) {
                more++;
            }
            if (more > free) {
                return values[slowest] / crews[slowest];
            }
            crews[slowest] += more;
            free -= more;
        }
        return NONE;
    }

    /** How many stages there are; 0 if they do not come to the end. */
    private int within(double limit) {
        int stages = 0;
        int at = 0;
        for (; at < lattice.graph().nodeCount(); stages++) {
            if (stages == devices || !mayComeToTheEnd(at, devices - stages, limit)) {
                return 0;
            }
            growth.become(nothing);
            int end = at;
            double own = NONE;
            for (int node = at; node < lattice.graph().nodeCount() && mayGrow(limit); node++) {
                growth.add(node);
                double value = value();
                if (value <= limit && value != NONE && mayCut(node + 1)) {
                    end = node + 1;
                    own = value;
                }
            }
            if (end == at) {
                return 0;
            }
            values[stages] = own;
            at = end;
        }
        return stages;
    }

    private boolean mayComeToTheEnd(int at, int free, double limit) {
        return leftNanos[at] / device.speed() <= free * limit * ROUNDING
                && leftBytes[at] <= (double) free * device.memoryBytes();
    }

    /** Among downsets every place in the order is one. */
    private boolean mayCut(int done) {
        return lattice.space() == Lattice.Space.ALL || lattice.mayCut(done);
    }

    private boolean mayGrow(double limit) {
        return growth.leastMemoryBytes() <= device.memoryBytes()
                && device.transferNanos(growth.inputBytes()) <= limit
                && growth.leastNanos() / device.speed() <= limit;
    }

    private double value() {
        if (!growth.isLegal() || growth.memoryBytes() > device.memoryBytes()) {
            return NONE;
        }
        double bytes = Math.max(growth.inputBytes(), growth.outputBytes());
        return Math.max(growth.nanos() / device.speed(), device.transferNanos(bytes));
    }
}
