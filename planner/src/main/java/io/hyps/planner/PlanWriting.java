package io.hyps.planner;

import io.hyps.planner.batch.Batches.Batch;
import io.hyps.planner.encoding.EncodingChoice;
import io.hyps.planner.encoding.EncodingSearch;
import io.hyps.planner.encoding.EncodingValue;
import io.hyps.planner.encoding.Encodings;
import io.hyps.planner.hybrid.Hybrid;
import io.hyps.planner.onnx.BadModelException;
import io.hyps.planner.partition.Stage;
import io.hyps.planner.session.SessionException;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.slice.PlanFolderWriter;
import io.hyps.planner.slice.Slicer;
import io.hyps.planner.verify.SliceRuns;
import io.hyps.planner.verify.Verifier;
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
        PlanAssembly assembly = new PlanAssembly(request, subject.model(), planned.graph());
        List<Batch> batches = assembly.batches(stages, Encodings.NONE);
        explain(batches);
        Slicer slicer = Slicer.of(subject.model().withGraph(planned.graph()));
        List<SliceRef> slices = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            progress.accept("writing slice " + (i + 1) + " of " + stages.size());
            boolean several = batches.get(i).frames() > 1;
            slices.add(slicer.write("p" + i, stages.get(i).part(), writer.slices(), several));
        }
        PlanFolder draft = writer.complete(assembly.plan(stages, slices, Encodings.NONE), subject.model());
        progress.accept("verifying with " + Counted.of(request.samples(), "sample"));
        try {
            SliceRuns raw = SliceRuns.of(draft, subject.reference().samples());
            Written written =
                    new Written(draft.plan(), Verifier.compare(draft, subject.reference(), raw), Encodings.NONE);
            Encodings encodings = written.verification().beyondTolerance().isPresent()
                    ? Encodings.NONE
                    : encodings(draft, raw, planned);
            if (encodings.edges().isEmpty()) {
                return written;
            }
            PlanFolder encoded = writer.replace(assembly.plan(stages, slices, encodings));
            return new Written(encoded.plan(), Verifier.compare(encoded, subject.reference()), encodings);
        } catch (SessionException e) {
            throw new BadModelException(String.valueOf(e.getMessage()), e);
        }
    }

    private void explain(List<Batch> batches) {
        for (int i = 0; i < batches.size(); i++) {
            String id = "p" + i;
            batches.get(i)
                    .obstacle()
                    .ifPresent(why -> progress.accept("partition " + id + " computes one frame at a time: " + why));
        }
    }

    private Encodings encodings(PlanFolder draft, SliceRuns raw, Hybrid.Planned planned)
            throws BadModelException, SessionException {
        PlanChoices choices = request.choices();
        if (choices.encodings().mode() == EncodingChoice.Mode.NONE) {
            return Encodings.NONE;
        }
        progress.accept("choosing how tensors travel");
        EncodingValue value =
                new EncodingValue(planned.graph(), planned.cut().stages(), choices.objective(), choices.residency());
        Encodings found = new EncodingSearch(draft, subject.reference(), value, choices.encodings()).search(raw);
        if (found.edges().isEmpty()) {
            progress.accept("no tensor gains by an encoding, by what is known of the devices' bandwidth");
        }
        return found;
    }
}
