package io.hyps.bench.pipeline;

import io.hyps.bench.broker.BenchBroker;
import io.hyps.bench.broker.BenchLink;
import io.hyps.bench.pipeline.Pipeline.Measured;
import io.hyps.bench.whole.WholeModel;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.stack.parts.RunnerPart;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.process.ProcessMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Rounds in which the whole model, in its two forms, and the pipeline have their turns. */
public final class PipelineTrial {
    private static final int WHOLE_WARMING_UP = 5;
    private static final double NANOS_PER_MS = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final PlanFolder folder;
    private final BenchBroker broker;
    private final Load load;
    private final AnswerCheck check;

    /**
     * How much to measure.
     *
     * @param frames in each turn
     * @param inFlight while the throughput is taken
     * @param warmUp frames before the first round
     */
    record Load(int frames, int rounds, int inFlight, int warmUp) {}

    PipelineTrial(PlanFolder folder, Path model, BenchBroker broker, Load load) throws Exception {
        this.folder = folder;
        this.broker = broker;
        this.load = load;
        this.check = AnswerCheck.of(model, folder.plan());
    }

    /** For a model of one input and one output: what every frame is made of, and what the whole model makes of it. */
    PythonPipeline.Task task(Path weights) {
        return new PythonPipeline.Task(
                weights,
                check.input().values().iterator().next(),
                check.expected().values().iterator().next());
    }

    /** What the rounds gave. */
    record Result(
            PipelineReport.WholeForm defaults,
            PipelineReport.WholeForm best,
            PipelineReport.Distributed pipeline,
            List<PipelineReport.PartRow> partitions,
            Optional<PipelineReport.Python> python) {}

    /** Who takes turns beside the runners. */
    record Rivals(WholeModel defaults, WholeModel best, Optional<PythonPipeline> python) {}

    Result run(Stack stack, Rivals rivals, Consumer<String> progress) throws Exception {
        WholeTurns wholes = new WholeTurns(rivals.defaults());
        WholeTurns bests = new WholeTurns(rivals.best());
        List<Measured> alone = new ArrayList<>();
        List<Measured> loaded = new ArrayList<>();
        List<Double> processor = new ArrayList<>();
        List<Long> pids = Stream.concat(
                        Stream.concat(
                                stack.runners().stream().map(RunnerPart::pid),
                                broker.process().stream().map(process -> process.pid())),
                        Stream.of(ProcessHandle.current().pid()))
                .toList();
        try (MqttLink link = BenchLink.open(broker.url());
                Pipeline pipeline = Pipeline.open(link, PublishedOn.stack(stack, folder), check.input())) {
            progress.accept("warming up");
            pipeline.run(load.warmUp(), load.inFlight(), check::accept);
            rivals.defaults().run(WHOLE_WARMING_UP);
            rivals.best().run(WHOLE_WARMING_UP);
            for (int round = 1; round <= load.rounds(); round++) {
                progress.accept("round " + round + " of " + load.rounds());
                wholes.turn();
                alone.add(pipeline.run(load.frames(), 1, check::accept));
                bests.turn();
                double before = ProcessorTime.seconds(pids);
                Measured full = pipeline.runFull(load.frames(), load.inFlight(), check::accept);
                processor.add((ProcessorTime.seconds(pids) - before) / full.frames());
                loaded.add(full);
                if (rivals.python().isPresent()) {
                    rivals.python().get().turn(load.frames());
                }
            }
        }
        PipelineReport.Distributed distributed = distributed(stack, alone, loaded, processor);
        return new Result(
                wholes.form(),
                bests.form(),
                distributed,
                rows(alone, loaded),
                rivals.python().map(python -> python.report(distributed.throughputPerSecond())));
    }

    private PipelineReport.Distributed distributed(
            Stack stack, List<Measured> alone, List<Measured> loaded, List<Double> processor) {
        return new PipelineReport.Distributed(
                Medians.of(alone.stream().map(Measured::p50Ms).toList()),
                Medians.of(alone.stream().map(Measured::p95Ms).toList()),
                Medians.of(loaded.stream().map(Measured::throughputPerSecond).toList()),
                Medians.of(alone.stream().map(Measured::transitMs).toList()) / hops(folder.plan()),
                Medians.of(alone.stream().map(Measured::answerMs).toList()),
                most(stack, ProcessMemory::peakResidentBytes),
                most(stack, ProcessMemory::anonymousBytes),
                Medians.of(processor),
                check.maxAbsDiff());
    }

    private static long most(Stack stack, ToLongFunction<ProcessMemory> what) {
        return stack.runners().stream()
                .flatMap(runner -> runner.memory().stream())
                .mapToLong(what)
                .max()
                .orElse(0);
    }

    private List<PipelineReport.PartRow> rows(List<Measured> alone, List<Measured> loaded) {
        Plan plan = folder.plan();
        return plan.partitions().stream()
                .map(part -> new PipelineReport.PartRow(
                        part.id(),
                        part.replicas(),
                        part.nodes(),
                        part.weightsBytes(),
                        part.inputs().stream()
                                .mapToLong(name -> plan.tensor(name).sizeBytes())
                                .sum(),
                        median(alone, part, Breakdown.Part::hopMs),
                        median(alone, part, Breakdown.Part::waitMs),
                        median(alone, part, Breakdown.Part::computeMs),
                        median(loaded, part, Breakdown.Part::waitMs),
                        median(loaded, part, Breakdown.Part::computeMs)))
                .toList();
    }

    private static double median(List<Measured> rounds, Partition part, ToDoubleFunction<Breakdown.Part> what) {
        return Medians.of(rounds.stream()
                .map(measured -> what.applyAsDouble(measured.parts().getOrDefault(part.id(), Breakdown.Part.NONE)))
                .toList());
    }

    /** Messages on the longest way from an input of the model to the gateway. */
    public static int hops(Plan plan) {
        Map<String, Integer> depths = new HashMap<>();
        plan.inputs().forEach(name -> depths.put(name, 1));
        for (Partition partition : plan.partitions()) {
            int deepest = partition.inputs().stream()
                    .mapToInt(name -> depths.getOrDefault(name, 0))
                    .max()
                    .orElse(0);
            partition.outputs().forEach(name -> depths.put(name, deepest + 1));
        }
        return plan.outputs().stream()
                .mapToInt(name -> depths.getOrDefault(name, 0))
                .max()
                .orElse(0);
    }

    /** Of the tensors that are published for a frame. */
    public static long bytesPerFrame(Plan plan) {
        return plan.tensors().stream().mapToLong(TensorSpec::sizeBytes).sum();
    }

    /** The turns of one whole model. */
    private final class WholeTurns {
        private final WholeModel model;
        private final List<Double> latencies = new ArrayList<>();
        private final List<Double> throughputs = new ArrayList<>();
        private final List<Double> processor = new ArrayList<>();

        WholeTurns(WholeModel model) {
            this.model = model;
        }

        void turn() throws Exception {
            double before = ProcessorTime.seconds(List.of(model.pid()));
            List<Long> nanos = model.run(load.frames());
            processor.add((ProcessorTime.seconds(List.of(model.pid())) - before) / load.frames());
            latencies.add(Medians.of(nanos) / NANOS_PER_MS);
            throughputs.add(nanos.size()
                    * NANOS_PER_SECOND
                    / nanos.stream().mapToLong(Long::longValue).sum());
        }

        PipelineReport.WholeForm form() {
            ProcessMemory memory = model.memory().orElse(new ProcessMemory(0, 0, 0));
            return new PipelineReport.WholeForm(
                    Medians.of(latencies),
                    Medians.of(throughputs),
                    memory.peakResidentBytes(),
                    memory.anonymousBytes(),
                    memory.residentBytes() - memory.anonymousBytes(),
                    Medians.of(processor));
        }
    }
}
