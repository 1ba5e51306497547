package io.hyps.planner.profile;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.hyps.planner.cost.CostModel;
import io.hyps.planner.cost.Part;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.session.KernelRun;
import io.hyps.planner.session.OptimisedCopy;
import io.hyps.planner.session.SessionException;
import io.hyps.planner.slice.Slicer;
import io.hyps.protocol.plan.SliceRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures a model on this machine: runs all of it as one slice with ONNX Runtime's profiler, and each of its kernels by
 * itself in a process of its own for the memory. It takes the memory of the whole model, most of it file cache, and twice
 * its size on disk.
 */
public final class Profiler {
    private static final int RUNS = 10;

    private final Path scratch;
    private final Clock clock;
    private final Consumer<String> progress;

    /**
     * For any number of models.
     *
     * @param scratch an existing folder, where each profile makes and removes one of its own
     * @param progress hears what is being done, in a few words each
     */
    public Profiler(Path scratch, Clock clock, Consumer<String> progress) {
        this.scratch = scratch;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @throws SessionException if ONNX Runtime cannot run the whole model here
     * @throws IOException if a file cannot be written, or the process that measures memory fails
     */
    public Profile profile(OnnxModel model) throws SessionException, IOException {
        Path folder = TemporaryFolder.create(scratch);
        try {
            progress.accept("profiling: optimising the whole model");
            OptimisedCopy copy = copy(model, folder);
            Path own = Files.createDirectory(folder.resolve("scratch"));
            progress.accept("profiling: running the whole model");
            List<OptimisedCopy> gauges = CrossingCost.write(folder);
            List<Traced> traced = ProbeProcess.trace(
                    Stream.concat(Stream.of(copy), gauges.stream())
                            .map(OptimisedCopy::graph)
                            .toList(),
                    own,
                    RUNS);
            List<List<KernelRun>> runs = KernelRun.read(Path.of(traced.get(0).trace()));
            ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(copy.graph()));
            progress.accept("profiling: measuring the memory of " + runs.get(0).size() + " kernels");
            KernelFiles files = new KernelFiles(proto, folder);
            KernelMemory memory = KernelMemory.measure(copy, files, runs.get(0), own);
            CrossingCost crossing = CrossingCost.of(gauges, traced.subList(1, traced.size()));
            return new ProfileAssembly(
                            model,
                            proto,
                            files,
                            KernelTimes.of(runs, traced.get(0).medianNanos()))
                    .profile(memory, crossing, clock.instant());
        } finally {
            TemporaryFolder.delete(folder);
        }
    }

    /** All of the model as one slice, since a slice has fixed shapes and weights that can be mapped. */
    static OptimisedCopy copy(OnnxModel model, Path folder) throws IOException, SessionException {
        Part all = PartCosts.of(model.graph(), CostModel.estimated().of(model.graph()))
                .part(IntStream.range(0, model.graph().nodes().size()).boxed().toList());
        SliceRef slice = Slicer.of(model).write("whole", all, folder);
        OptimisedCopy copy = OptimisedCopy.write(folder.resolve(slice.graph().graphFileName()), folder);
        if (slice.weights() != null) {
            Files.delete(folder.resolve(slice.weights().weightsFileName()));
        }
        return copy;
    }
}
