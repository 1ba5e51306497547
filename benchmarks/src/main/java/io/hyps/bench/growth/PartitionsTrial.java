package io.hyps.bench.growth;

import io.hyps.bench.broker.BenchBroker;
import io.hyps.bench.broker.BenchLink;
import io.hyps.bench.pipeline.AnswerCheck;
import io.hyps.bench.pipeline.Medians;
import io.hyps.bench.pipeline.Pipeline;
import io.hyps.bench.pipeline.Pipeline.Measured;
import io.hyps.bench.pipeline.PipelineTrial;
import io.hyps.bench.pipeline.ProcessorTime;
import io.hyps.bench.pipeline.PublishedOn;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.stack.parts.RunnerPart;
import io.hyps.stack.parts.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Plans of a model with ever more partitions, all active on the same runners, taking turns. */
final class PartitionsTrial {
    /** What runners keep for tensors at most, if they are not told otherwise; with more under way they would abandon frames. */
    private static final long TENSOR_BYTES = 32 << 20;

    private final Stack stack;
    private final BenchBroker broker;
    private final AnswerCheck check;
    private final Load load;

    /**
     * How much to measure.
     *
     * @param frames in each turn; more of a full pipeline, if as many are under way
     * @param warmUp frames of each plan before the first round
     */
    record Load(int frames, int rounds, int warmUp) {}

    PartitionsTrial(Stack stack, BenchBroker broker, AnswerCheck check, Load load) {
        this.stack = stack;
        this.broker = broker;
        this.check = check;
        this.load = load;
    }

    List<PartitionsReport.Row> run(List<PlanFolder> plans, Consumer<String> progress) throws Exception {
        List<Turns> all = new ArrayList<>();
        try (MqttLink link = BenchLink.open(broker.url())) {
            for (PlanFolder plan : plans) {
                progress.accept("publishing " + plan.plan().partitions().size() + " partitions");
                all.add(new Turns(plan, Pipeline.open(link, PublishedOn.stack(stack, plan), check.input())));
            }
            progress.accept("warming up");
            for (Turns turns : all) {
                turns.pipeline.run(load.warmUp(), turns.inFlight, check::accept);
            }
            for (int round = 1; round <= load.rounds(); round++) {
                progress.accept("round " + round + " of " + load.rounds());
                for (Turns turns : all) {
                    turns.take();
                }
            }
            return all.stream().map(Turns::row).toList();
        } finally {
            all.forEach(turns -> turns.pipeline.close());
        }
    }

    /** As many as keep every partition busy, and as the one with the largest inputs can hold. */
    static int underWay(int partitions, long mostInputBytes) {
        return (int) Math.max(1, Math.min(2L * partitions, TENSOR_BYTES / mostInputBytes));
    }

    private static long mostInputBytes(Plan plan) {
        return plan.partitions().stream()
                .mapToLong(partition -> partition.inputs().stream()
                        .mapToLong(input -> plan.tensor(input).sizeBytes())
                        .sum())
                .max()
                .orElseThrow();
    }

    private double processorSeconds() {
        return ProcessorTime.seconds(Stream.of(
                        stack.runners().stream().map(RunnerPart::pid),
                        broker.process().stream().map(process -> process.pid()),
                        Stream.of(ProcessHandle.current().pid()))
                .flatMap(pids -> pids)
                .toList());
    }

    /** Those of one plan. */
    private final class Turns {
        private final PlanFolder folder;
        private final Pipeline pipeline;
        private final int inFlight;
        private final List<Double> latencies = new ArrayList<>();
        private final List<Double> throughputs = new ArrayList<>();
        private final List<Double> processor = new ArrayList<>();

        Turns(PlanFolder folder, Pipeline pipeline) {
            this.folder = folder;
            this.pipeline = pipeline;
            this.inFlight = underWay(folder.plan().partitions().size(), mostInputBytes(folder.plan()));
        }

        void take() throws Exception {
            latencies.add(pipeline.run(load.frames(), 1, check::accept).p50Ms());
            double before = processorSeconds();
            Measured full = pipeline.runFull(Math.max(load.frames(), 2 * inFlight), inFlight, check::accept);
            processor.add((processorSeconds() - before) / full.frames());
            throughputs.add(full.throughputPerSecond());
        }

        PartitionsReport.Row row() {
            List<Partition> partitions = folder.plan().partitions();
            return new PartitionsReport.Row(
                    partitions.size(),
                    PipelineTrial.hops(folder.plan()),
                    inFlight,
                    Medians.of(latencies),
                    Medians.of(throughputs),
                    Medians.of(processor),
                    PipelineTrial.bytesPerFrame(folder.plan()),
                    partitions.stream()
                            .mapToLong(Partition::peakMemoryBytes)
                            .max()
                            .orElse(0));
        }
    }
}
