package io.hyps.bench.simulation;

import io.hyps.bench.pipeline.Echo;
import io.hyps.bench.pipeline.Pipeline;
import io.hyps.bench.pipeline.Pipeline.Measured;
import io.hyps.bench.pipeline.PublishedOn;
import io.hyps.planner.PlanOutcome;
import io.hyps.planner.PlanRequest;
import io.hyps.planner.Planner;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.simulate.Load;
import io.hyps.planner.simulate.Outcome;
import io.hyps.planner.simulate.Simulation;
import io.hyps.planner.simulate.Site;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.verify.Contention;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.planner.verify.SliceRuns;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One plan, on real runners and in the simulation. */
final class Trial {
    /** What each runner is told that it may use. */
    private static final ByteSize RUNNER_MEMORY = ByteSize.parse("1GiB");

    private static final int SAMPLES = 15;
    private static final int ROUNDS = 3;
    private static final int WARMING_UP = 20;

    private final Path model;
    private final int runners;
    private final ByteSize memory;
    private final int frames;

    private Optional<Calibration> calibration;

    /**
     * A trial to be made.
     *
     * @param memory what the plan may use on each runner
     * @param calibration as an earlier trial has measured it; else this one does
     */
    Trial(Path model, int runners, ByteSize memory, int frames, Optional<Calibration> calibration) {
        this.model = model;
        this.runners = runners;
        this.memory = memory;
        this.frames = frames;
        this.calibration = calibration;
    }

    /**
     * A line of the table.
     *
     * @param partitions how many replicas each has
     */
    record Row(int runners, String partitions, int inFlight, Measured real, Outcome simulated) {
        double throughputError() {
            return simulated.throughputPerSecond() / real.throughputPerSecond() - 1;
        }

        double latencyError() {
            return simulated.latency().p50Ms() / real.p50Ms() - 1;
        }
    }

    Optional<Calibration> calibration() {
        return calibration;
    }

    List<Row> rows(Path work) throws Exception {
        List<DeviceSpec> devices = IntStream.range(0, runners)
                .mapToObj(i -> new DeviceSpec("d" + i, memory.bytes(), 1, 0))
                .toList();
        PlanFolder folder = plan(devices, work.resolve("plan-" + runners));
        StackOptions options = StackOptions.of(work.resolve("run-" + runners)).withRunners(runners, RUNNER_MEMORY);
        try (Stack stack = Stack.start(options, (what, detail, took) -> {})) {
            return compare(stack, PublishedOn.stack(stack, folder), folder, devices);
        }
    }

    private PlanFolder plan(List<DeviceSpec> devices, Path directory) throws Exception {
        PlanOutcome outcome = Planner.create().plan(PlanRequest.of(model, devices, Objective.THROUGHPUT, directory));
        if (!(outcome instanceof PlanOutcome.Feasible)) {
            throw new IllegalArgumentException("no plan for " + devices.size() + " devices: " + outcome);
        }
        return PlanFolder.open(directory);
    }

    private List<Row> compare(Stack stack, PublishedPlan published, PlanFolder folder, List<DeviceSpec> devices)
            throws Exception {
        Plan plan = folder.plan();
        Map<String, Tensor> input = RandomInputs.of(plan, 1, 1).get(0);
        List<Row> rows = new ArrayList<>();
        try (Pipeline pipeline = Pipeline.open(stack.link(), published, input)) {
            pipeline.run(Math.max(WARMING_UP, frames / 2), runners);
            SliceRuns slices = SliceRuns.of(folder, RandomInputs.of(plan, SAMPLES, 1));
            for (int inFlight : List.of(1, 2 * runners)) {
                Measured real = median(pipeline, inFlight);
                if (calibration.isEmpty()) {
                    calibration = Optional.of(Calibration.of(
                            plan,
                            real,
                            slices.partitionNanos(),
                            Echo.nanosPerByte(stack.link()),
                            Contention.slowdown(folder, slices, cores())));
                }
                Simulation simulation = Simulation.of(
                        plan,
                        slices.partitionNanos(),
                        calibration.get().on(devices),
                        Site.ofOneMachine(
                                calibration.get().messageNanos(),
                                cores(),
                                calibration.get().slowdown()));
                rows.add(new Row(
                        runners, replicas(plan), inFlight, real, simulation.run(Load.saturating(frames, inFlight))));
            }
        }
        return rows;
    }

    private static String replicas(Plan plan) {
        return plan.partitions().stream()
                .map(partition -> "×" + partition.replicas().size())
                .collect(Collectors.joining(" "));
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    private Measured median(Pipeline pipeline, int inFlight) throws Exception {
        List<Measured> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            rounds.add(pipeline.run(frames, inFlight));
        }
        rounds.sort(Comparator.comparingDouble(Measured::throughputPerSecond));
        return rounds.get(ROUNDS / 2);
    }
}
