package io.hyps.planner;

import io.hyps.planner.hybrid.Hybrid;
import io.hyps.planner.onnx.BadModelException;
import io.hyps.planner.partition.Stage;
import io.hyps.planner.session.SessionException;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.slice.PlanFolderWriter;
import io.hyps.planner.slice.Slicer;
import io.hyps.planner.verify.Verifier;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.SliceRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes the slices of a cut and proves them against the whole model. */
final class PlanWriting {
    private final PlanRequest request;
    private final Subject subject;
    private final Consumer<String> progress;

    PlanWriting(PlanRequest request, Subject subject, Consumer<String> progress) {
        this.request = request;
        this.subject = subject;
        this.progress = progress;
    }

    /** Leaves the folder whole, but not yet in its place. */
    Written write(Hybrid.Planned planned, PlanFolderWriter writer) throws BadModelException, IOException {
        List<Stage> stages = planned.cut().stages();
        Slicer slicer = Slicer.of(subject.model().withGraph(planned.graph()));
        List<SliceRef> slices = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            progress.accept("writing slice " + (i + 1) + " of " + stages.size());
            slices.add(slicer.write("p" + i, stages.get(i).part(), writer.slices()));
        }
        Plan plan = new PlanAssembly(request, subject.model(), planned.graph()).plan(stages, slices);
        PlanFolder draft = writer.complete(plan, subject.model());
        progress.accept("verifying with " + Counted.of(request.samples(), "sample"));
        try {
            return new Written(plan, Verifier.compare(draft, subject.reference()));
        } catch (SessionException e) {
            throw new BadModelException(String.valueOf(e.getMessage()), e);
        }
    }
}
