package io.hyps.planner.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.networks.Networks;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.partition.Objective;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Predicted memory against what a process really takes; of times {@link FullSizePredictionTest} makes a table. */
final class PredictionTest {
    /** Linux counts a process's peak no more exactly, and these partitions are small. */
    private static final double SLACK_BYTES = 512 << 10;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"resnet50", "mobilenetv2"})
    void memoryOfAPartitionIsWhatAProcessTakesForIt(String name) throws Exception {
        Path file = Networks.named(name).quick().get().write(folder.resolve("m.onnx"));
        check(OnnxModel.read(file));
    }

    @ParameterizedTest
    @ValueSource(strings = "../models/fashion/fashion_vgg16q.onnx")
    void memoryOfTheDemoModelToo(Path file) throws Exception {
        check(OnnxModel.read(file));
    }

    private void check(OnnxModel model) throws Exception {
        Profile profile = new Profiler(folder, Clock.systemUTC(), step -> {}).profile(model);
        for (MemoryPrediction prediction : MemoryPrediction.forFourDevices(model, profile, Objective.MEMORY, folder)) {
            double predicted = prediction.predictedBytes();
            double measured = prediction.probed().memoryBytes();
            assertThat(predicted)
                    .as(prediction.row("partition"))
                    .isBetween(0.9 * measured - SLACK_BYTES, 1.1 * measured + SLACK_BYTES);
        }
    }
}
