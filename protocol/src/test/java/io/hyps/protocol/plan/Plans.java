package io.hyps.protocol.plan;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A small plan for tests: two partitions, the first with two replicas. docs/protocol.md shows it. */
public final class Plans {
    private Plans() {}

    public static Plan plan() {
        return plan(manifest());
    }

    public static Plan plan(@Nullable Manifest manifest) {
        return new Plan(
                1,
                new ModelRef("tiny", "1.0.0", digest('a'), 840),
                manifest,
                "memory",
                Residency.RESIDENT,
                List.of("input"),
                List.of("logits"),
                2,
                List.of(
                        new TensorSpec("input", ElementType.FLOAT32, Shape.of(1, 1, 4, 4)),
                        new TensorSpec("/relu/out:0", ElementType.FLOAT32, Shape.of(1, 8)),
                        new TensorSpec("logits", ElementType.FLOAT32, Shape.of(1, 2))),
                List.of(
                        new Partition(
                                "p0",
                                List.of("d0", "d1"),
                                List.of("input"),
                                List.of("/relu/out:0"),
                                2,
                                640,
                                4096,
                                new SliceRef(new SliceRef.Blob(digest('b'), 500), new SliceRef.Blob(digest('c'), 640))),
                        new Partition(
                                "p1",
                                List.of("d2"),
                                List.of("/relu/out:0"),
                                List.of("logits"),
                                1,
                                200,
                                2048,
                                new SliceRef(new SliceRef.Blob(digest('d'), 400), null))));
    }

    public static Manifest manifest() {
        return new Manifest(
                "tiny",
                "1.0.0",
                "Apache-2.0",
                null,
                new ImageInput(
                        "input",
                        4,
                        4,
                        ImageInput.Color.GREY,
                        ImageInput.Resize.STRETCH,
                        ImageInput.Padding.NONE,
                        1.0 / 256,
                        List.of(0.5),
                        List.of(0.25)),
                new ClassOutput("logits", ClassOutput.Activation.SOFTMAX, 2, true, List.of("cat", "dog")));
    }

    public static PublishedPlan published() {
        Plan plan = plan();
        return new PublishedPlan(
                new Epoch(1, 3), plan.id(), Map.of("d0", "edge-1", "d1", "edge-2", "d2", "edge-3"), plan);
    }

    private static Sha256 digest(char digit) {
        return Sha256.parse(String.valueOf(digit).repeat(64));
    }
}
