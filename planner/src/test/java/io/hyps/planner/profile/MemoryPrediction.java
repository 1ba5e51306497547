package io.hyps.planner.profile;

import io.hyps.planner.cost.Part;
import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.partition.Cut;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.partition.Partitioner;
import io.hyps.planner.partition.Stage;
import io.hyps.planner.session.OptimisedCopy;
import io.hyps.planner.slice.Slicer;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.plan.SliceRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A partition's memory as it was predicted, and as it was then measured in a process of its own.
 *
 * @param part predicted
 * @param probed measured
 */
record MemoryPrediction(Part part, Probed probed) {
    static final int RUNS = 20;

    /** Predictions for four equal devices. */
    static List<MemoryPrediction> forFourDevices(OnnxModel model, Profile profile, Objective objective, Path folder)
            throws Exception {
        List<MemoryPrediction> predictions = new ArrayList<>();
        for (Part part : partsForFourDevices(model, profile, objective)) {
            predictions.add(withCopy(model, part, folder, (copy, scratch) -> of(part, copy, scratch)));
        }
        return predictions;
    }

    static List<Part> partsForFourDevices(OnnxModel model, Profile profile, Objective objective) {
        RuntimeCosts costs = ProfiledCosts.of(profile, model.graph()).of(model.graph());
        List<DeviceSpec> devices = IntStream.range(0, 4)
                .mapToObj(i -> new DeviceSpec("d" + i, 1L << 30, 1, 0))
                .toList();
        Cut cut = Partitioner.of(objective, Residency.RESIDENT).cut(model.graph(), costs, devices);
        return ((Cut.Found) cut).stages().stream().map(Stage::part).toList();
    }

    static MemoryPrediction of(Part part, OptimisedCopy copy, Path scratch) throws Exception {
        return new MemoryPrediction(part, ProbeProcess.measure(copy, scratch, RUNS));
    }

    /** Measures a partition's optimised copy. */
    @FunctionalInterface
    interface Measurement<T> {
        /** @param scratch for files of the processes that measure */
        T of(OptimisedCopy copy, Path scratch) throws Exception;
    }

    /** Has a copy measured that is there for as long as that takes. */
    static <T> T withCopy(OnnxModel model, Part part, Path folder, Measurement<T> measurement) throws Exception {
        Path own = Files.createTempDirectory(folder, "part");
        try {
            SliceRef slice = Slicer.of(model).write("part", part, own);
            OptimisedCopy copy = OptimisedCopy.write(own.resolve(slice.graph().graphFileName()), own);
            return measurement.of(copy, own.resolve("scratch"));
        } finally {
            TemporaryFolder.delete(own);
        }
    }

    long predictedBytes() {
        return part.weightsBytes() + part.peakTensorBytes();
    }

    double error() {
        return (double) predictedBytes() / probed.memoryBytes() - 1;
    }

    /** The beginning of a row of a Markdown table, sizes in MB. */
    String row(String name) {
        return String.format(
                Locale.ROOT,
                "| %s | %d–%d | %.2f + %.2f = %.2f | %.2f + %.2f = %.2f | %+.1f %% |",
                name,
                part.nodes().get(0),
                part.nodes().get(part.nodes().size() - 1),
                part.weightsBytes() / 1e6,
                part.peakTensorBytes() / 1e6,
                predictedBytes() / 1e6,
                probed.mappedBytes() / 1e6,
                probed.peakBytes() / 1e6,
                probed.memoryBytes() / 1e6,
                100 * error());
    }
}
