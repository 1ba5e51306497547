package io.hyps.planner.profile;

import io.hyps.planner.cost.Part;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.session.OptimisedCopy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A partition as it was predicted, and as it was then measured in processes of its own.
 *
 * @param memory predicted and measured
 * @param traced its time, measured
 * @param pace how long the whole model took just before and after that, as a share of what it took when it was profiled
 */
record Prediction(MemoryPrediction memory, Traced traced, double pace) {
    static final String HEADER = "| objective, partition | nodes | predicted MB: weights + rest | measured MB | off by "
            + "| predicted ms | at the pace of | measured ms | off by |\n|---|---|---|---|---|---|---|---|---|";

    private static final int RUNS = MemoryPrediction.RUNS;
    private static final int RUNS_OF_THE_WHOLE = 5;

    /** Predictions for four equal devices, their times with the pace at which the machine computed since the profile. */
    static List<Prediction> forFourDevices(OnnxModel model, Profile profile, Objective objective, Path folder)
            throws Exception {
        Path own = Files.createTempDirectory(folder, "whole");
        try {
            Whole whole = new Whole(Profiler.copy(model, own), own.resolve("scratch"), profile.wholeNanos());
            List<Prediction> predictions = new ArrayList<>();
            for (Part part : MemoryPrediction.partsForFourDevices(model, profile, objective)) {
                predictions.add(MemoryPrediction.withCopy(
                        model, part, folder, (copy, scratch) -> of(part, copy, scratch, whole)));
            }
            return predictions;
        } finally {
            TemporaryFolder.delete(own);
        }
    }

    /** The whole model as a clock. */
    private record Whole(OptimisedCopy copy, Path scratch, double profiledNanos) {
        /** How long work takes now, as a share of what it took in the profile. */
        double pace() throws Exception {
            return ProbeProcess.trace(List.of(copy.graph()), scratch, RUNS_OF_THE_WHOLE)
                            .get(0)
                            .medianNanos()
                    / profiledNanos;
        }
    }

    private static Prediction of(Part part, OptimisedCopy copy, Path scratch, Whole whole) throws Exception {
        MemoryPrediction memory = MemoryPrediction.of(part, copy, scratch);
        double before = whole.pace();
        Traced traced = ProbeProcess.trace(List.of(copy.graph()), scratch, RUNS).get(0);
        return new Prediction(memory, traced, (before + whole.pace()) / 2);
    }

    double timeError() {
        return memory.part().computeNanos() * pace / traced.medianNanos() - 1;
    }

    /** A row of a Markdown table, sizes in MB. */
    String row(String name) {
        return String.format(
                Locale.ROOT,
                "%s %.2f | ×%.2f | %.2f | %+.0f %% |",
                memory.row(name),
                memory.part().computeNanos() / 1e6,
                pace,
                traced.medianNanos() / 1e6,
                100 * timeError());
    }
}
