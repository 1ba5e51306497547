package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.protocol.plan.Residency;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Plans that trade throughput, latency and memory against one another: of those tried, the ones that no other is at least
 * as good as in all three. Tried are the best plan for each objective with ever less memory allowed on each device, and
 * with only the fastest devices. So each end of the front is as exact as the partitioner, and what lies between is a sample.
 *
 * <p>The graph's lattice, and its steps if they are not too many to keep, are found once for all searches, and none is made
 * whose answer is known.
 */
public final class Front {
    private static final int LEVELS = 3;

    /** Sums of times in another order differ in their last digits. */
    private static final double SAME = 1 + 1e-9;

    private final Graph graph;
    private final CompactGraph compact;
    private final Terrain terrain;
    private final List<DeviceSpec> devices;
    private final Residency residency;
    private final Map<String, DeviceSpec> byId = new HashMap<>();
    private final List<Point> points = new ArrayList<>();

    private Front(Graph graph, RuntimeCosts costs, List<DeviceSpec> devices, Residency residency, int mostKept) {
        this.graph = graph;
        this.devices = List.copyOf(devices);
        this.residency = residency;
        compact = CompactGraph.of(graph, costs);
        long most = devices.stream().mapToLong(DeviceSpec::memoryBytes).max().orElse(0);
        terrain = Terrain.explored(Lattice.of(compact), residency == Residency.TURNS ? Long.MAX_VALUE : most, mostKept);
        devices.forEach(device -> byId.put(device.id(), device));
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
        return of(graph, costs, devices, residency, Map.of());
    }

    /** @param known cuts of that graph for those devices that were found already, by what they are the best for */
    public static List<Point> of(
            Graph graph,
            RuntimeCosts costs,
            List<DeviceSpec> devices,
            Residency residency,
            Map<Objective, Cut.Found> known) {
        return of(graph, costs, devices, residency, known, Terrain.MOST_KEPT);
    }

    /** @param mostKept of the steps that all searches share */
    static List<Point> of(
            Graph graph,
            RuntimeCosts costs,
            List<DeviceSpec> devices,
            Residency residency,
            Map<Objective, Cut.Found> known,
            int mostKept) {
        Front front = new Front(graph, costs, devices, residency, mostKept);
        front.sweep(known);
        return front.points.stream()
                .sorted(Comparator.comparingLong(p -> p.forecast().maxDeviceMemoryBytes()))
                .toList();
    }

    private void sweep(Map<Objective, Cut.Found> known) {
        Map<Objective, Point> best = new HashMap<>();
        for (Objective objective : Objective.values()) {
            Optional.ofNullable(known.get(objective))
                    .or(() -> cut(objective, devices))
                    .ifPresent(cut -> best.put(objective, add(cut)));
        }
        if (best.isEmpty()) {
            return;
        }
        long least = best.values().stream().mapToLong(Front::memoryBytes).min().orElseThrow();
        long most = best.values().stream().mapToLong(Front::memoryBytes).max().orElseThrow();
        withLess(Objective.THROUGHPUT, best, least, most);
        withLess(Objective.LATENCY, best, least, most);
        onFewer();
    }

    /** Ever less memory, as long as there are plans. */
    private void withLess(Objective objective, Map<Objective, Point> best, long least, long most) {
        Optional<Point> latest = Optional.ofNullable(best.get(objective));
        for (int level = LEVELS - 1; level >= 0 && latest.isPresent(); level--) {
            long limit = (long) Math.ceil(least * Math.pow((double) most / least, (double) level / LEVELS));
            // what needs no more is the best with less memory too
            if (memoryBytes(latest.get()) > limit) {
                latest = cut(
                                objective,
                                devices.stream().map(d -> d.atMost(limit)).toList())
                        .map(this::add);
            }
        }
    }

    /** Ever fewer devices, as long as there are plans. */
    private void onFewer() {
        List<DeviceSpec> fastest = devices.stream()
                .sorted(Comparator.comparingDouble(DeviceSpec::speed).reversed())
                .toList();
        for (int count : counts(devices.size()).descendingSet()) {
            Optional<Cut.Found> cut = cut(Objective.THROUGHPUT, fastest.subList(0, count));
            if (cut.isEmpty()) {
                return;
            }
            add(cut.get());
        }
    }

    private Optional<Cut.Found> cut(Objective objective, List<DeviceSpec> fleet) {
        Problem problem = new Problem(graph, compact, terrain, fleet, residency);
        return Partitioner.of(objective, residency).cutWithin(Double.POSITIVE_INFINITY, problem);
    }

    private static long memoryBytes(Point point) {
        return point.forecast().maxDeviceMemoryBytes();
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

    /** Some numbers below the whole. */
    private static TreeSet<Integer> counts(int devices) {
        TreeSet<Integer> counts = new TreeSet<>();
        for (int level = 1; level <= LEVELS && devices > 1; level++) {
            counts.add(Math.max(1, (int) ((long) devices * level / (LEVELS + 1))));
        }
        return counts;
    }

    private Point add(Cut.Found limited) {
        Cut.Found found = new Cut.Found(whole(limited.stages()), limited.optimalIn(), limited.gap());
        Point point = new Point(found, Evaluator.of(graph).forecast(found.stages()));
        if (points.stream().noneMatch(other -> other.isAtLeastAsGoodAs(point))) {
            points.removeIf(point::isAtLeastAsGoodAs);
            points.add(point);
        }
        return point;
    }
}
