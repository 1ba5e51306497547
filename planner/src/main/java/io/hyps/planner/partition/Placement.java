package io.hyps.planner.partition;

import io.hyps.planner.cost.PartCosts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gives each stage devices of the types it asks for: alike devices in their order; of merged ones, the fastest, and then
 * the largest, to the stage that has the most to do.
 */
final class Placement {
    private final Steps steps;
    private final DeviceTypes types;
    private final PartCosts costs;

    Placement(Steps steps, DeviceTypes types, PartCosts costs) {
        this.steps = steps;
        this.types = types;
        this.costs = costs;
    }

    /** The devices of each step of a way. */
    List<List<DeviceSpec>> devices(List<Taken> way) {
        List<List<DeviceSpec>> placed = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < way.size(); i++) {
            placed.add(new ArrayList<>());
            order.add(i);
        }
        for (int type = 0; type < types.size(); type++) {
            List<DeviceSpec> members = new ArrayList<>(types.types().get(type).members());
            if (types.merged()) {
                members.sort(Comparator.comparingDouble(DeviceSpec::speed)
                        .thenComparingLong(DeviceSpec::memoryBytes)
                        .reversed());
                order.sort(Comparator.comparingDouble(
                        (Integer i) -> -steps.nanos(way.get(i).step())));
            }
            int next = 0;
            for (int i : order) {
                int count = way.get(i).crew().counts().get(type);
                placed.get(i).addAll(members.subList(next, next + count));
                next += count;
            }
        }
        return placed;
    }

    List<Stage> stages(List<Taken> way) {
        List<List<DeviceSpec>> devices = devices(way);
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < way.size(); i++) {
            stages.add(stage(way.get(i).step(), devices.get(i)));
        }
        return stages;
    }

    /** @param turns by type */
    List<Stage> stages(List<Taken> way, Turns[] turns) {
        List<List<DeviceSpec>> devices = devices(way);
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < way.size(); i++) {
            Taken taken = way.get(i);
            int least = leastType(taken.crew());
            List<Integer> own =
                    steps.memoryBytes(taken.step()) <= types.counted(least).memoryBytes()
                            ? List.of(taken.step())
                            : turns[least].shorter(taken.step());
            for (int step : own) {
                stages.add(stage(step, devices.get(i)));
            }
        }
        return stages;
    }

    /** Of a crew's types the one with the least memory. */
    private int leastType(Crew crew) {
        return IntStream.range(0, types.size())
                .filter(type -> crew.counts().get(type) > 0)
                .boxed()
                .min(Comparator.comparingLong(
                        (Integer type) -> types.counted(type).memoryBytes()))
                .orElseThrow();
    }

    private Stage stage(int step, List<DeviceSpec> devices) {
        return new Stage(costs.part(steps.lattice().between(steps.from(step), steps.to(step))), devices);
    }
}
