package io.hyps.bench.planner;

import io.hyps.planner.cost.CostModel;
import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.partition.Cut;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.partition.Partitioner;
import io.hyps.protocol.plan.Residency;
import java.util.ArrayList;
import java.util.List;

/** How long planning takes, from the graph in memory to the cut, the first time and again. */
public final class SpeedRun {
    private static final int REPEATS = 5;

    /** A graph and the devices for it. */
    record Case(String graph, Graph model, String devices, List<DeviceSpec> specs) {
        /** Those with a limit, first in this order: a JVM that just started is slowest. */
        static List<Case> withLimits() {
            return List.of(
                    new Case("VGG16", Networks.vgg16(1, 1), "8 equal", DeviceSets.equal(8, 512)),
                    new Case("ResNet152", Networks.resnet(3, 8, 36, 3), "16 of 4 types", DeviceSets.fourTypes(16, 32)),
                    new Case("DenseNet121", Networks.densenet121(), "16 of 4 types", DeviceSets.fourTypes(16, 32)));
        }

        static List<Case> growing() {
            List<Case> cases = new ArrayList<>();
            for (int nodes : new int[] {50, 100, 200, 400, 800, 1_600, 3_200}) {
                cases.add(new Case(
                        "chain of " + nodes, Networks.chain(nodes), "8 equal", DeviceSets.equal(8, 8 + nodes / 40)));
            }
            for (int devices : new int[] {2, 4, 8, 16, 32, 64}) {
                cases.add(new Case(
                        "ResNet50", Networks.resnet(3, 4, 6, 3), devices + " equal", DeviceSets.equal(devices, 64)));
            }
            for (int devices : new int[] {4, 8, 12, 16, 24, 32}) {
                cases.add(new Case(
                        "ResNet50",
                        Networks.resnet(3, 4, 6, 3),
                        devices + " of 4 types",
                        DeviceSets.fourTypes(devices, 32)));
            }
            for (int devices : new int[] {4, 8, 12, 16}) {
                cases.add(new Case(
                        "ResNet50",
                        Networks.resnet(3, 4, 6, 3),
                        devices + " different",
                        DeviceSets.different(devices, 32)));
            }
            return cases;
        }
    }

    /**
     * One case for one objective.
     *
     * @param partitions 0 if nothing fits
     * @param devices how many are used
     */
    public record Row(
            String graph,
            int nodes,
            String devices,
            String objective,
            Times times,
            String optimalIn,
            double gap,
            int partitions,
            long used) {}

    /**
     * The time on the clock and that of the processor: on a busy machine they differ.
     *
     * @param firstMs the first of this case in this JVM
     * @param medianMs of some more
     */
    public record Times(double firstMs, double medianMs, double firstCpuMs, double medianCpuMs) {}

    private SpeedRun() {}

    private static double median(List<Double> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    static Row of(Case given, Objective objective) {
        RuntimeCosts costs = CostModel.estimated().of(given.model());
        List<Double> times = new ArrayList<>();
        List<Double> cpuTimes = new ArrayList<>();
        Cut cut = null;
        for (int run = 0; run <= REPEATS; run++) {
            long start = System.nanoTime();
            double startCpu = CpuTime.ms();
            cut = Partitioner.of(objective, Residency.RESIDENT).cut(given.model(), costs, given.specs());
            times.add((System.nanoTime() - start) / 1e6);
            cpuTimes.add(CpuTime.ms() - startCpu);
        }
        Times taken = new Times(times.remove(0), median(times), cpuTimes.remove(0), median(cpuTimes));
        String name = objective.toString();
        int nodes = given.model().nodes().size();
        if (cut instanceof Cut.Found found) {
            long used = found.stages().stream()
                    .flatMap(s -> s.replicas().stream())
                    .distinct()
                    .count();
            return new Row(
                    given.graph(),
                    nodes,
                    given.devices(),
                    name,
                    taken,
                    found.optimalIn(),
                    found.gap(),
                    found.stages().size(),
                    used);
        }
        return new Row(given.graph(), nodes, given.devices(), name, taken, "", 0, 0, 0);
    }
}
