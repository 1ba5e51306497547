package io.hyps.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.encoding.EncodingChoice;
import io.hyps.planner.encoding.EncodingChoice.Mode;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.planner.verify.Verification;
import io.hyps.planner.verify.Verifier;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Encoding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The demo's model on three devices whose links are slow. */
final class EncodedPlanTest {
    private static final Path MODEL = Path.of("../models/fashion/fashion_vgg16q.onnx");
    private static final long SLOW = 2_500_000;
    private static final long VERY_SLOW = 250_000;
    private static final long UNKNOWN = 0;
    private static final int SAMPLES = 3;
    private static final long PLANNERS_SEED = 20_261_123;

    @TempDir
    Path folder;

    @Test
    void tensorsTravelRawUnlessAskedFor() throws Exception {
        PlanOutcome.Feasible outcome = plan(SLOW, PlanChoices.of(Objective.LATENCY));

        assertThat(outcome.plan().tensors()).allMatch(tensor -> tensor.travelsAs() == Encoding.RAW);
        assertThat(outcome.plan().tolerance()).isNull();
        assertThat(outcome.report().encodings()).isEmpty();
        assertThat(Files.readString(outcome.folder().resolve("plan.json"))).doesNotContain("encoding", "tolerance");
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "INT8", "AUTO"})
    void whatIsChosenIsFasterAndWithinTheTolerance(Mode mode) throws Exception {
        PlanChoices choices = PlanChoices.of(Objective.LATENCY).withEncodings(new EncodingChoice(mode, 0.02));

        PlanOutcome.Feasible outcome = plan(SLOW, choices);

        Plan plan = outcome.plan();
        PlanReport report = outcome.report();
        assertThat(report.encodings()).isNotEmpty().allSatisfy(row -> {
            assertThat(row.encodedBytes()).isLessThan(row.bytes());
            assertThat(row.encoding()).isEqualTo(plan.tensor(row.tensor()).travelsAs());
            assertThat(plan.outputs()).doesNotContain(row.tensor());
        });
        assertThat(report.encodings()).anyMatch(row -> !row.encoding().isLossless());
        double savedMs = report.encodings().stream()
                .mapToDouble(row -> (row.bytes() - row.encodedBytes()) * 1000.0 / SLOW)
                .sum();
        double codingMs = report.encodings().stream()
                .mapToDouble(row -> row.encodeMs() + row.decodeMs())
                .sum();
        assertThat(savedMs).isGreaterThan(codingMs);
        assertThat(report.verified().maxRelDiff()).isLessThanOrEqualTo(0.02);
        assertThat(report.verified().top1Agreement()).isEqualTo(1);
        assertThat(plan.toleratedLoss()).isEqualTo(0.02);

        PlanFolder opened = PlanFolder.open(outcome.folder());
        assertThat(opened.plan()).isEqualTo(plan);
        Verification verification = Verifier.verify(opened, RandomInputs.of(plan, SAMPLES, PLANNERS_SEED));
        assertThat(verification.beyondTolerance()).isEmpty();
        assertThat(verification.maxRelDiff()).isEqualTo(report.verified().maxRelDiff());
        assertThat(Files.readString(outcome.folder().resolve(PlanFolder.REPORT)))
                .contains("Encoded they are", report.encodings().get(0).encoding() + ", ");
    }

    @Test
    void zerosAfterReluAreLeftOutWithoutLoss() throws Exception {
        PlanChoices lossless = PlanChoices.of(Objective.MEMORY).withEncodings(new EncodingChoice(Mode.LOSSLESS, 0.02));

        PlanOutcome.Feasible raw = plan(VERY_SLOW, PlanChoices.of(Objective.MEMORY));
        PlanOutcome.Feasible encoded = plan(VERY_SLOW, lossless);

        assertThat(encoded.report().encodings()).isNotEmpty().allSatisfy(row -> {
            assertThat(row.tensor()).contains("Relu");
            assertThat(row.encoding().isLossless()).isTrue();
            assertThat(row.encodedBytes()).isLessThan(row.bytes() * 3 / 4);
            assertThat(row.loss()).isZero();
            assertThat(encoded.plan().tensor(row.tensor()).travelsAs()).isEqualTo(row.encoding());
        });
        assertThat(encoded.plan().tolerance()).isNull();
        assertThat(encoded.report().verified().maxAbsDiff())
                .isEqualTo(raw.report().verified().maxAbsDiff());
        assertThat(encoded.report().predicted().latencyMs())
                .isLessThan(raw.report().predicted().latencyMs());
    }

    @Test
    void nothingIsLostWhereTheToleranceAllowsNothing() throws Exception {
        PlanChoices choices = PlanChoices.of(Objective.THROUGHPUT).withEncodings(new EncodingChoice(Mode.AUTO, 1e-9));

        PlanOutcome.Feasible outcome = plan(SLOW, choices);

        assertThat(outcome.plan().tensors())
                .allMatch(tensor -> tensor.travelsAs().isLossless());
        assertThat(outcome.plan().tolerance()).isNull();
    }

    @Test
    void nothingIsEncodedWhereNoBandwidthIsKnown() throws Exception {
        PlanChoices choices = PlanChoices.of(Objective.LATENCY).withEncodings(new EncodingChoice(Mode.AUTO, 0.02));

        assertThat(plan(UNKNOWN, choices).report().encodings()).isEmpty();
    }

    @Test
    void plansForLossesAreEncodedToo() throws Exception {
        PlanChoices choices = PlanChoices.of(Objective.LATENCY)
                .withLosses(true)
                .withEncodings(new EncodingChoice(Mode.FLOAT16, 0.02));

        PlanOutcome.Feasible outcome = plan(SLOW, choices);

        assertThat(PlanFolder.open(outcome.folder()).losses().values())
                .isNotEmpty()
                .allSatisfy(loss -> {
                    assertThat(loss.plan().tensors())
                            .extracting(TensorSpec::travelsAs)
                            .contains(Encoding.FLOAT16);
                    assertThat(loss.plan().tolerance()).isEqualTo(0.02);
                });
    }

    private PlanOutcome.Feasible plan(long bandwidth, PlanChoices choices) throws Exception {
        List<DeviceSpec> devices = IntStream.range(0, 3)
                .mapToObj(i -> new DeviceSpec("d" + i, 3 << 20, 1, bandwidth))
                .toList();
        PlanRequest request = PlanRequest.of(MODEL, devices, choices.objective(), folder.resolve("out"))
                .withChoices(choices);
        return (PlanOutcome.Feasible) Planner.create().plan(request);
    }
}
