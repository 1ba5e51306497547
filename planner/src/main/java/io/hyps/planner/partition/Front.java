package io.hyps.planner.partition;

import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.protocol.plan.Residency;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Plans that trade throughput, latency and memory against one another: of those tried, the ones that no other is at least
 * as good as in all three. Tried are the best plan for each objective with ever less memory allowed on each device, and
 * with only the fastest devices. So each end of the front is as exact as the partitioner, and what lies between is a sample.
 */
public final class Front {
    private static final int LEVELS = 3;

    /** Sums of times in another order differ in their last digits. */
    private static final double SAME = 1 + 1e-9;

    private final Graph graph;
    private final RuntimeCosts costs;
    private final Residency residency;
    private final Map<String, DeviceSpec> byId = new HashMap<>();
    private final List<Point> points = new ArrayList<>();

    private Front(Graph graph, RuntimeCosts costs, Residency residency) {
        this.graph = graph;
        this.costs = costs;
        this.residency = residency;
    }

    /**
     * A plan and what it is worth.
     *
     * @param cut what it claims, it claims for the devices and the memory it was tried with
     */
    public record Point(Cut.Found cut, Forecast forecast) {
        boolean isAtLeastAsGoodAs(Point other) {
            return forecast.latencyNanos() <= other.forecast.latencyNanos() * SAME
                    && forecast.bottleneckNanos() <= other.forecast.bottleneckNanos() * SAME
                    && forecast.maxDeviceMemoryBytes() <= other.forecast.maxDeviceMemoryBytes();
        }
    }

    /** The front for the devices, the least memory first; empty if nothing fits. */
    public static List<Point> of(Graph graph, RuntimeCosts costs, List<DeviceSpec> devices, Residency residency) {
        Front front = new Front(graph, costs, residency);
        front.sweep(devices);
        return front.points.stream()
                .sorted(Comparator.comparingLong(p -> p.forecast().maxDeviceMemoryBytes()))
                .toList();
    }

    private void sweep(List<DeviceSpec> devices) {
        devices.forEach(device -> byId.put(device.id(), device));
        for (Objective objective : Objective.values()) {
            add(objective, devices);
        }
        if (points.isEmpty()) {
            return;
        }
        long least = points.stream()
                .mapToLong(p -> p.forecast().maxDeviceMemoryBytes())
                .min()
                .orElseThrow();
        long most = points.stream()
                .mapToLong(p -> p.forecast().maxDeviceMemoryBytes())
                .max()
                .orElseThrow();
        for (int level = 0; level < LEVELS; level++) {
            long limit = (long) Math.ceil(least * Math.pow((double) most / least, (double) level / LEVELS));
            List<DeviceSpec> smaller =
                    devices.stream().map(d -> d.atMost(limit)).toList();
            add(Objective.THROUGHPUT, smaller);
            add(Objective.LATENCY, smaller);
        }
        List<DeviceSpec> fastest = devices.stream()
                .sorted(Comparator.comparingDouble(DeviceSpec::speed).reversed())
                .toList();
        for (int count : counts(devices.size())) {
            add(Objective.THROUGHPUT, fastest.subList(0, count));
        }
    }

    /** The stages on the devices as they are, with all their memory. */
    private List<Stage> whole(List<Stage> stages) {
        return stages.stream()
                .map(stage -> new Stage(
                        stage.part(),
                        stage.replicas().stream()
                                .map(device -> byId.getOrDefault(device.id(), device))
                                .toList()))
                .toList();
    }

    /** All small numbers below the whole, and some of the larger. */
    private static TreeSet<Integer> counts(int devices) {
        TreeSet<Integer> counts = new TreeSet<>();
        for (int level = 1; level <= LEVELS; level++) {
            counts.add(Math.max(1, (int) ((long) devices * level / (LEVELS + 1))));
        }
        return counts;
    }

    private void add(Objective objective, List<DeviceSpec> devices) {
        if (Partitioner.of(objective, residency).cut(graph, costs, devices) instanceof Cut.Found limited) {
            Cut.Found found = new Cut.Found(whole(limited.stages()), limited.optimalIn(), limited.gap());
            Point point = new Point(found, Evaluator.of(graph).forecast(found.stages()));
            if (points.stream().noneMatch(other -> other.isAtLeastAsGoodAs(point))) {
                points.removeIf(point::isAtLeastAsGoodAs);
                points.add(point);
            }
        }
    }
}
