package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.cost.Growth;
import io.hyps.protocol.plan.Residency;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Why nothing fits, and what would. */
final class Obstacle {
    private final Problem problem;
    private final CompactGraph graph;

    Obstacle(Problem problem) {
        this.problem = problem;
        graph = problem.graph();
    }

    Cut.Impossible find() {
        long available = problem.largestMemoryBytes();
        long sufficient = sufficientBytes();
        int worst = 0;
        for (int node = 1; node < graph.nodeCount(); node++) {
            worst = alone(node).memoryBytes() > alone(worst).memoryBytes() ? node : worst;
        }
        Growth alone = alone(worst);
        if (alone.memoryBytes() > available) {
            return new Cut.Impossible(worst, alone.memoryBytes(), available, sufficient, ways(alone, available));
        }
        return new Cut.Impossible(firstLeftOver(), sufficient, available, sufficient, 1);
    }

    /** The least memory that each of as many equal devices must have. */
    long sufficientBytes() {
        Steps steps = problem.terrain().steps(Long.MAX_VALUE, Quota.none(problem.lattice()));
        if (problem.residency() == Residency.TURNS) {
            return Turns.leastMemoryBytes(steps);
        }
        int count = Math.min(problem.devices().size(), graph.nodeCount());
        List<DeviceSpec> equal = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            equal.add(new DeviceSpec("d" + i, Long.MAX_VALUE, 1, 0));
        }
        DeviceTypes types = DeviceTypes.of(equal, Long.MAX_VALUE, true);
        Crews crews = new Crews(types, size -> size == 1);
        Reserves reserves = Reserves.unknown(problem.lattice(), crews);
        return new Bottleneck(
                        steps,
                        crews,
                        reserves,
                        new StepValues(steps, types).memory(),
                        new double[steps.lattice().states()])
                .find(0, Double.POSITIVE_INFINITY)
                .map(found -> (long) found.value())
                .orElse(Long.MAX_VALUE);
    }

    private Growth alone(int node) {
        Growth growth = new Growth(graph);
        growth.add(node);
        return growth;
    }

    /** How many channel shares would fit: a share keeps the node's tensors and its part of the weights. */
    private static int ways(Growth node, long available) {
        long forWeights = available - (node.memoryBytes() - node.weightsBytes());
        long ways = forWeights > 0
                ? ceilDiv(node.weightsBytes(), forWeights)
                : ceilDiv(node.memoryBytes(), Math.max(1, available));
        return (int) Math.min(Integer.MAX_VALUE, Math.max(2, ways));
    }

    private static long ceilDiv(long dividend, long divisor) {
        return -Math.floorDiv(-dividend, divisor);
    }

    /** Fills the devices one after another, largest first, and says which node finds none left. */
    private int firstLeftOver() {
        int at = 0;
        List<DeviceSpec> largestFirst = problem.devices().stream()
                .sorted(Comparator.comparingLong(DeviceSpec::memoryBytes).reversed())
                .toList();
        for (DeviceSpec device : largestFirst) {
            Growth growth = new Growth(graph);
            int end = at;
            for (int node = at; node < graph.nodeCount(); node++) {
                growth.add(node);
                end = growth.memoryBytes() <= device.memoryBytes() ? node + 1 : end;
                if (growth.leastMemoryBytes() > device.memoryBytes()) {
                    break;
                }
            }
            at = end;
        }
        return Math.min(at, graph.nodeCount() - 1);
    }
}
