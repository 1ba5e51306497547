package io.hyps.planner.cli;

import io.hyps.planner.PlanRequest;
import io.hyps.planner.Planner;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Plans of LeNet for equal devices: made once for each number of them, and copied. */
final class LenetPlans {
    static final Path LENET = Path.of("src/test/resources/models/fashion_lenet5.onnx");

    private final Path folder;

    /** @param folder where the plans are that are copied */
    LenetPlans(Path folder) {
        this.folder = folder;
    }

    /** Copies the one for that many devices to a folder that is empty or not there. */
    void copy(int devices, Path out) throws Exception {
        Path made = folder.resolve("plan-" + devices);
        if (!Files.exists(made)) {
            Planner.create().plan(PlanRequest.of(LENET, devices(devices), Objective.MEMORY, made));
        }
        try (Stream<Path> files = Files.walk(made)) {
            for (Path file : files.toList()) {
                Files.copy(file, out.resolve(made.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    static List<DeviceSpec> devices(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new DeviceSpec("d" + i, 1 << 30, 1, 0))
                .toList();
    }
}
