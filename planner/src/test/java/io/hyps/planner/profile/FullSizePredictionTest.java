package io.hyps.planner.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.networks.Networks;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.partition.Objective;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Profiles networks at full size, cuts each for four devices, measures every partition in a process of its own, and writes
 * predicted beside measured to {@code target/predictions.md}. Times are written, not judged: they are the machine's.
 */
@Tag("full")
final class FullSizePredictionTest {
    private static final Path TABLE = Path.of("target/predictions.md");
    private static final double SLACK_BYTES = 256 << 10;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"vgg16", "resnet50", "mobilenetv2"})
    void memoryIsWithinTenPercent(String name) throws Exception {
        Path file = Networks.named(name).full().get().writeExternal(folder.resolve(name + ".onnx"));
        OnnxModel model = OnnxModel.read(file);
        long start = System.nanoTime();
        Profile profile = new Profiler(folder, Clock.systemUTC(), step -> {}).profile(model);
        double seconds = (System.nanoTime() - start) / 1e9;
        List<Prediction> least = Prediction.forFourDevices(model, profile, Objective.MEMORY, folder);
        List<Prediction> fastest = Prediction.forFourDevices(model, profile, Objective.THROUGHPUT, folder);

        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%n%s: profiled in %.1f s; the whole takes %.1f ms%n",
                name,
                seconds,
                profile.wholeNanos() / 1e6));
        lines.add(Prediction.HEADER);
        lines.addAll(rows("memory", least));
        lines.addAll(rows("throughput", fastest));
        Files.write(TABLE, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);

        assertThat(least).allSatisfy(prediction -> assertThat(
                        (double) prediction.memory().predictedBytes())
                .isBetween(
                        0.9 * prediction.memory().probed().memoryBytes() - SLACK_BYTES,
                        1.1 * prediction.memory().probed().memoryBytes() + SLACK_BYTES));
        // where a cut falls between a fork's branches, all copies of all outputs are counted as if they were there at
        // once
        assertThat(fastest).allSatisfy(prediction -> assertThat(
                        (double) prediction.memory().predictedBytes())
                .isBetween(
                        0.9 * prediction.memory().probed().memoryBytes() - SLACK_BYTES,
                        1.25 * prediction.memory().probed().memoryBytes() + SLACK_BYTES));
    }

    private static List<String> rows(String objective, List<Prediction> predictions) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < predictions.size(); i++) {
            rows.add(predictions.get(i).row(objective + ", p" + i));
        }
        return rows;
    }
}
