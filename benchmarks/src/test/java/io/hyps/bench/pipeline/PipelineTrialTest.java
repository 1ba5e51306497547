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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PipelineTrialTest {
    /** Two branches of different length that meet again. */
    private final Plan plan = new Plan(
            Plan.SCHEMA,
            new ModelRef("m", "1", digest("model"), 0),
            null,
            "latency",
            Residency.RESIDENT,
            List.of("in"),
            List.of("out"),
            1,
            Stream.of("in", "a", "b", "c", "out")
                    .map(name -> new TensorSpec(name, ElementType.FLOAT32, Shape.of(1, 10)))
                    .toList(),
            List.of(
                    partition("p0", List.of("in"), "a"),
                    partition("p1", List.of("a"), "b"),
                    partition("p2", List.of("in"), "c"),
                    partition("p3", List.of("b", "c"), "out")));

    @Test
    void hopsAreTheMessagesOnTheLongestWay() {
        assertThat(PipelineTrial.hops(plan)).isEqualTo(4);
    }

    @Test
    void everyTensorIsPublishedOnce() {
        assertThat(PipelineTrial.bytesPerFrame(plan)).isEqualTo(5 * 40);
    }

    private static Partition partition(String id, List<String> inputs, String output) {
        SliceRef slice = new SliceRef(new SliceRef.Blob(digest(id), 1), null);
        return new Partition(id, List.of("d-" + id), inputs, List.of(output), 1, 0, 0, slice);
    }

    private static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
