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
 * A partition as it was predicted, and as it was then measured in a process of its own.
 *
 * @param part predicted
 * @param probed its memory, measured
 * @param traced its time, measured
 */
record Prediction(Part part, Probed probed, Traced traced) {
    static final String HEADER = "| objective, partition | nodes | predicted MB: weights + rest | measured MB | off by "
            + "| predicted ms | measured ms | off by |\n|---|---|---|---|---|---|---|---|";

    private static final int RUNS = 20;

    /** Predictions for four equal devices. */
    static List<Prediction> forFourDevices(OnnxModel model, RuntimeCosts costs, Objective objective, Path folder)
            throws Exception {
        List<DeviceSpec> devices = IntStream.range(0, 4)
                .mapToObj(i -> new DeviceSpec("d" + i, 1L << 30, 1, 0))
                .toList();
        Cut cut = Partitioner.of(objective, Residency.RESIDENT).cut(model.graph(), costs, devices);
        List<Prediction> predictions = new ArrayList<>();
        for (Stage stage : ((Cut.Found) cut).stages()) {
            predictions.add(of(model, stage.part(), Files.createTempDirectory(folder, "part")));
        }
        return predictions;
    }

    private static Prediction of(OnnxModel model, Part part, Path folder) throws Exception {
        SliceRef slice = Slicer.of(model).write("part", part, folder);
        try {
            OptimisedCopy copy =
                    OptimisedCopy.write(folder.resolve(slice.graph().graphFileName()), folder);
            Path scratch = folder.resolve("scratch");
            return new Prediction(
                    part,
                    ProbeProcess.measure(copy, scratch, RUNS),
                    ProbeProcess.trace(List.of(copy.graph()), scratch, RUNS).get(0));
        } finally {
            TemporaryFolder.delete(folder);
        }
    }

    long predictedBytes() {
        return part.weightsBytes() + part.peakTensorBytes();
    }

    double memoryError() {
        return (double) predictedBytes() / probed.memoryBytes() - 1;
    }

    double timeError() {
        return part.computeNanos() / traced.medianNanos() - 1;
    }

    /** A row of a Markdown table, sizes in MB. */
    String row(String name) {
        return String.format(
                Locale.ROOT,
                "| %s | %d–%d | %.2f + %.2f = %.2f | %.2f + %.2f = %.2f | %+.1f %% | %.2f | %.2f | %+.0f %% |",
                name,
                part.nodes().get(0),
                part.nodes().get(part.nodes().size() - 1),
                part.weightsBytes() / 1e6,
                part.peakTensorBytes() / 1e6,
                predictedBytes() / 1e6,
                probed.mappedBytes() / 1e6,
                probed.peakBytes() / 1e6,
                probed.memoryBytes() / 1e6,
                100 * memoryError(),
                part.computeNanos() / 1e6,
                traced.medianNanos() / 1e6,
                100 * timeError());
    }
}
