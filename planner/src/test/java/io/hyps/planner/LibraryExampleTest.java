package io.hyps.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.planner.verify.Verification;
import io.hyps.planner.verify.Verifier;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/planner.md. */
final class LibraryExampleTest {
    @Test
    void plansAndVerifies(@TempDir Path folder) throws Exception {
        Path model = Path.of("src/test/resources/models/fashion_lenet5.onnx");
        Path out = folder.resolve("plan");

        PlanRequest request = PlanRequest.of(
                model,
                List.of(new DeviceSpec("d0", 64 << 20, 1, 0), new DeviceSpec("d1", 64 << 20, 1, 0)),
                Objective.MEMORY,
                out);
        PlanOutcome outcome = Planner.create().plan(request);

        assertThat(outcome).isInstanceOfSatisfying(PlanOutcome.Feasible.class, feasible -> assertThat(feasible.folder())
                .isEqualTo(out));
        PlanFolder opened = PlanFolder.open(out);
        Verification verification = Verifier.verify(opened, RandomInputs.of(opened.plan(), 5, 1));
        assertThat(verification.beyondTolerance()).isEmpty();
    }
}
