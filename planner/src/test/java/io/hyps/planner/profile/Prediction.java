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
 * @param pace how long the whole model took just before and after that, as a share of what it took when it was profiled
 */
record Prediction(Part part, Probed probed, Traced traced, double pace) {
    static final String HEADER = "| objective, partition | nodes | predicted MB: weights + rest | measured MB | off by "
            + "| predicted ms | at the pace of | measured ms | off by |\n|---|---|---|---|---|---|---|---|---|";

    private static final int RUNS = 20;
    private static final int RUNS_OF_THE_WHOLE = 5;

    /** Predictions for four equal devices, their times with the pace at which the machine computed since the profile. */
    static List<Prediction> forFourDevices(OnnxModel model, Profile profile, Objective objective, Path folder)
            throws Exception {
        Path own = Files.createTempDirectory(folder, "whole");
        try {
            return forFourDevices(
                    model,
                    profile,
                    objective,
                    folder,
                    new Whole(Profiler.copy(model, own), own.resolve("scratch"), profile.wholeNanos()));
        } finally {
            TemporaryFolder.delete(own);
        }
    }

    /** Predictions for four equal devices, their times as if the machine's pace were always the same. */
    static List<Prediction> ofMemoryForFourDevices(OnnxModel model, Profile profile, Objective objective, Path folder)
            throws Exception {
        return forFourDevices(model, profile, objective, folder, () -> 1);
    }

    private static List<Prediction> forFourDevices(
            OnnxModel model, Profile profile, Objective objective, Path folder, Pacer pacer) throws Exception {
        RuntimeCosts costs = ProfiledCosts.of(profile, model.graph()).of(model.graph());
        List<DeviceSpec> devices = IntStream.range(0, 4)
                .mapToObj(i -> new DeviceSpec("d" + i, 1L << 30, 1, 0))
                .toList();
        Cut cut = Partitioner.of(objective, Residency.RESIDENT).cut(model.graph(), costs, devices);
        List<Prediction> predictions = new ArrayList<>();
        for (Stage stage : ((Cut.Found) cut).stages()) {
            predictions.add(of(model, stage.part(), pacer, Files.createTempDirectory(folder, "part")));
        }
        return predictions;
    }

    /** Tells how long work takes now, as a share of what it took in the profile. */
    @FunctionalInterface
    private interface Pacer {
        double pace() throws Exception;
    }

    /** The whole model as a clock. */
    private record Whole(OptimisedCopy copy, Path scratch, double profiledNanos) implements Pacer {
        @Override
        public double pace() throws Exception {
            return ProbeProcess.trace(List.of(copy.graph()), scratch, RUNS_OF_THE_WHOLE)
                            .get(0)
                            .medianNanos()
                    / profiledNanos;
        }
    }

    private static Prediction of(OnnxModel model, Part part, Pacer pacer, Path folder) throws Exception {
        SliceRef slice = Slicer.of(model).write("part", part, folder);
        try {
            OptimisedCopy copy =
                    OptimisedCopy.write(folder.resolve(slice.graph().graphFileName()), folder);
            Path scratch = folder.resolve("scratch");
            Probed probed = ProbeProcess.measure(copy, scratch, RUNS);
            double before = pacer.pace();
            Traced traced =
                    ProbeProcess.trace(List.of(copy.graph()), scratch, RUNS).get(0);
            return new Prediction(part, probed, traced, (before + pacer.pace()) / 2);
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
        return part.computeNanos() * pace / traced.medianNanos() - 1;
    }

    /** A row of a Markdown table, sizes in MB. */
    String row(String name) {
        return String.format(
                Locale.ROOT,
                "| %s | %d–%d | %.2f + %.2f = %.2f | %.2f + %.2f = %.2f | %+.1f %% | %.2f | ×%.2f | %.2f | %+.0f %% |",
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
                pace,
                traced.medianNanos() / 1e6,
                100 * timeError());
    }
}
