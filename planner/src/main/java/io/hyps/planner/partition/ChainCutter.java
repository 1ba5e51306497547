package io.hyps.planner.partition;

import io.hyps.planner.cost.Stretch;
import io.hyps.planner.cost.StretchCosts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Cuts a graph, in its own order, into contiguous stages for the devices. Pure; safe to share. */
public final class ChainCutter {
    /** Bounds the search's tables to some 50 MB; beyond, device types are merged and optimality is no longer claimed. */
    private static final long MOST_STATES = 3_000_000;

    private final Objective objective;
    private final long mostStates;

    private ChainCutter(Objective objective, long mostStates) {
        this.objective = objective;
        this.mostStates = mostStates;
    }

    public static ChainCutter of(Objective objective) {
        return new ChainCutter(objective, MOST_STATES);
    }

    static ChainCutter of(Objective objective, long mostStates) {
        return new ChainCutter(objective, mostStates);
    }

    /** @param devices in no particular order; at least one */
    public Cut cut(StretchCosts costs, List<DeviceSpec> devices) {
        DeviceTypes types = DeviceTypes.of(devices, costs.nodeCount(), mostStates, true);
        Optional<List<ChainSearch.TypedStage>> found = new ChainSearch(costs, types, objective).run();
        if (found.isEmpty()) {
            return impossible(costs, devices);
        }
        List<Stage> stages = place(found.orElseThrow(), types);
        if (!types.merged()) {
            return new Cut.Found(stages, "chain", 0);
        }
        return new Cut.Found(stages, "none", gap(costs, devices, stages));
    }

    /** Gives each stage a device of its type, largest need to largest device. */
    private static List<Stage> place(List<ChainSearch.TypedStage> found, DeviceTypes types) {
        Stage[] stages = new Stage[found.size()];
        for (int type = 0; type < types.types().size(); type++) {
            int wanted = type;
            List<DeviceSpec> members = new ArrayList<>(types.types().get(type).members());
            List<Integer> mine = IntStream.range(0, found.size())
                    .filter(i -> found.get(i).type() == wanted)
                    .boxed()
                    .toList();
            if (members.get(0).memoryBytes() != members.get(members.size() - 1).memoryBytes()) {
                members.sort(Comparator.comparingLong(DeviceSpec::memoryBytes).reversed());
                mine = mine.stream()
                        .sorted(Comparator.comparingLong(
                                        (Integer i) -> found.get(i).stretch().memoryBytes())
                                .reversed())
                        .toList();
            }
            for (int i = 0; i < mine.size(); i++) {
                stages[mine.get(i)] = new Stage(found.get(mine.get(i)).stretch(), members.get(i));
            }
        }
        return List.of(stages);
    }

    private double gap(StretchCosts costs, List<DeviceSpec> devices, List<Stage> stages) {
        DeviceTypes greater = DeviceTypes.of(devices, costs.nodeCount(), mostStates, false);
        double bound = new ChainSearch(costs, greater, objective)
                .run()
                .map(best -> value(best.stream()
                        .map(s -> new Stage(
                                s.stretch(), greater.types().get(s.type()).counted()))
                        .toList()))
                .orElseThrow(() -> new IllegalStateException("greater devices hold what lesser ones do"));
        double own = value(stages);
        return bound <= 0 ? (own <= 0 ? 0 : Double.MAX_VALUE) : Math.max(0, own / bound - 1);
    }

    private double value(List<Stage> stages) {
        return objective == Objective.LATENCY
                ? stages.stream()
                        .mapToDouble(s -> objective.total(s.stretch(), s.device()))
                        .sum()
                : stages.stream()
                        .mapToDouble(s -> objective.bottleneck(s.stretch(), s.device()))
                        .max()
                        .orElse(0);
    }

    private Cut impossible(StretchCosts costs, List<DeviceSpec> devices) {
        long available =
                devices.stream().mapToLong(DeviceSpec::memoryBytes).max().orElse(0);
        long sufficient = new LeastMemory(costs).of(devices.size());
        Stretch worst = IntStream.range(0, costs.nodeCount())
                .mapToObj(node -> costs.between(node, node + 1))
                .max(Comparator.comparingLong(Stretch::memoryBytes))
                .orElseThrow();
        if (worst.memoryBytes() > available) {
            return new Cut.Impossible(worst.from(), worst.memoryBytes(), available, sufficient, ways(worst, available));
        }
        return new Cut.Impossible(firstLeftOver(costs, devices), sufficient, available, sufficient, 1);
    }

    /** How many channel shares would fit: a share keeps the node's tensors and its part of the weights. */
    private static int ways(Stretch node, long available) {
        long forWeights = available - node.peakTensorBytes();
        long ways = forWeights > 0
                ? ceilDiv(node.weightsBytes(), forWeights)
                : ceilDiv(node.memoryBytes(), Math.max(1, available));
        return (int) Math.min(Integer.MAX_VALUE, Math.max(2, ways));
    }

    private static long ceilDiv(long dividend, long divisor) {
        return -Math.floorDiv(-dividend, divisor);
    }

    /** Fills the devices one after another, largest first, and says which node finds none left. */
    private static int firstLeftOver(StretchCosts costs, List<DeviceSpec> devices) {
        int at = 0;
        List<DeviceSpec> largestFirst = devices.stream()
                .sorted(Comparator.comparingLong(DeviceSpec::memoryBytes).reversed())
                .toList();
        for (DeviceSpec device : largestFirst) {
            if (at == costs.nodeCount()) {
                break;
            }
            List<Stretch> fitting = costs.from(at, device.memoryBytes());
            at += fitting.size();
        }
        return Math.min(at, costs.nodeCount() - 1);
    }
}
