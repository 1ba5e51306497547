package io.hyps.bench.links;

import io.hyps.bench.pipeline.Pipeline;
import io.hyps.bench.pipeline.PublishedOn;
import io.hyps.planner.PlanReport;
import io.hyps.planner.session.Session;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.verify.Difference;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.stack.parts.Stack;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Runs plans on a stack whose runners' links can be slowed. */
final class LinksTrial {
    private static final int WARMING_UP = 3;

    private final Stack stack;
    private final ShapedLinks links;
    private final int frames;
    private final Map<String, Tensor> input;
    private final Map<String, Tensor> expected;
    private double maxRelDiff;
    private boolean withinTolerance;

    LinksTrial(Stack stack, ShapedLinks links, int frames, Path model, PlanFolder any) throws Exception {
        this.stack = stack;
        this.links = links;
        this.frames = frames;
        this.input = RandomInputs.of(any.plan(), 1, 1).get(0);
        try (Session whole = Session.open(model)) {
            this.expected = whole.run(input).outputs();
        }
    }

    /**
     * A plan and what its planner says of it.
     *
     * @param encodings that were allowed
     */
    record Planned(long bitsPerSecond, String encodings, PlanFolder folder, PlanReport report) {}

    /** @param rawMs the latency with all tensors raw; 0 if this is that */
    LinksReport.Row run(Planned planned, double rawMs) throws Exception {
        maxRelDiff = 0;
        withinTolerance = true;
        links.release(); // slices come at full speed
        try (Pipeline pipeline = Pipeline.open(stack.link(), PublishedOn.stack(stack, planned.folder()), input)) {
            links.shape(planned.bitsPerSecond());
            pipeline.run(WARMING_UP, 1);
            Pipeline.Measured measured = pipeline.run(frames, 1, answer -> check(planned, answer));
            return new LinksReport.Row(
                    planned.bitsPerSecond(),
                    planned.encodings(),
                    planned.folder().plan().partitions().size(),
                    planned.report().encodings().size(),
                    bytes(planned),
                    planned.report().predicted().latencyMs(),
                    measured.p50Ms(),
                    maxRelDiff,
                    withinTolerance,
                    rawMs == 0 ? 1 : measured.p50Ms() / rawMs);
        }
    }

    private static long bytes(Planned planned) {
        long raw = planned.folder().plan().tensors().stream()
                .mapToLong(tensor -> tensor.sizeBytes())
                .sum();
        long saved = planned.report().encodings().stream()
                .mapToLong(row -> row.bytes() - row.encodedBytes())
                .sum();
        return raw - saved;
    }

    private void check(Planned planned, TensorMessage answer) {
        Tensor whole = Objects.requireNonNull(expected.get(answer.address().tensor()));
        if (answer instanceof TensorMessage.Data data) {
            Difference difference = Difference.between(
                    whole, data.tensor(), 0, planned.folder().plan().toleratedLoss());
            maxRelDiff = Math.max(maxRelDiff, difference.maxRel());
            withinTolerance &= difference.withinTolerance();
        }
    }
}
