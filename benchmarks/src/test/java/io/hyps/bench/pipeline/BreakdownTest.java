package io.hyps.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.ModelRef;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.StageTime;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BreakdownTest {
    private final Plan plan = new Plan(
            Plan.SCHEMA,
            new ModelRef("m", "1", digest("model"), 0),
            null,
            "latency",
            Residency.RESIDENT,
            List.of("in"),
            List.of("out"),
            1,
            Stream.of("in", "a", "b", "out")
                    .map(name -> new TensorSpec(name, ElementType.FLOAT32, Shape.of(1, 10)))
                    .toList(),
            List.of(
                    partition("p0", List.of("in"), "a"),
                    partition("p1", List.of("in"), "b"),
                    partition("p2", List.of("a", "b"), "out")));

    @Test
    void aHopEndsWithTheStartOfComputationAndBeginsWithTheLastInputThatWasMade() {
        Breakdown breakdown = new Breakdown(plan);

        breakdown.add(
                10_000,
                List.of(
                        new StageTime("p0", "d0", 500, 4_000, 11_000),
                        new StageTime("p1", "d1", 0, 9_000, 12_000),
                        new StageTime("p2", "d2", 5_500, 2_000, 16_500)),
                25_000);

        assertThat(breakdown.parts())
                .containsEntry("p0", new Breakdown.Part(1.5, 0.5, 4))
                .containsEntry("p1", new Breakdown.Part(2, 0, 9))
                .containsEntry("p2", new Breakdown.Part(1, 5.5, 2));
        assertThat(breakdown.answerMs()).isEqualTo(1);
    }

    @Test
    void ofSeveralFramesItGivesMedians() {
        Breakdown breakdown = new Breakdown(plan);

        for (int micros : List.of(1_000, 3_000, 90_000)) {
            breakdown.add(0, List.of(new StageTime("p0", "d0", 0, micros, micros)), 3L * micros);
        }

        assertThat(breakdown.parts()).containsEntry("p0", new Breakdown.Part(3, 0, 3));
        assertThat(breakdown.answerMs()).isEqualTo(3);
    }

    private static Partition partition(String id, List<String> inputs, String output) {
        SliceRef slice = new SliceRef(new SliceRef.Blob(digest(id), 1), null);
        return new Partition(id, List.of("d-" + id), inputs, List.of(output), 1, 0, 0, slice);
    }

    private static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
