package io.hyps.planner.verify;

import io.hyps.planner.session.SessionException;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a plan's slices one after another, and the whole model, with the same inputs. One session is open at a time, so
 * it takes the memory of the whole model and of the tensors that travel, no more.
 */
public final class Verifier {
    private Verifier() {}

    /**
     * Compares, after proving the digests of all files.
     *
     * @param samples at least one; each holds all inputs of the model, of the plan's types and shapes
     * @throws MalformedMessageException if the model is not in the folder or a file is not what the plan says
     * @throws SessionException if ONNX Runtime refuses a file
     */
    public static Verification verify(PlanFolder folder, List<Map<String, Tensor>> samples)
            throws MalformedMessageException, SessionException, IOException {
        Path model = folder.modelFile()
                .orElseThrow(() -> new MalformedMessageException("the whole model is not in "
                        + folder.folder().resolve("model") + ", so there is nothing to compare with: plan again"));
        prove(model, folder.plan().model().sha256());
        for (Map.Entry<Path, SliceRef.Blob> blob : folder.blobs().entrySet()) {
            prove(blob.getKey(), blob.getValue().sha256());
        }
        return compare(folder, Reference.of(model, samples));
    }

    /**
     * Compares with what is known of the whole model. The files must be what the plan says: no digest is proved.
     *
     * @throws SessionException if ONNX Runtime refuses a slice
     */
    public static Verification compare(PlanFolder folder, Reference reference) throws SessionException {
        return compare(folder, reference, SliceRuns.of(folder, reference.samples()));
    }

    /**
     * Compares runs of the slices for the reference's samples; also slices with several frames at once, where they may have
     * that, with one at a time.
     *
     * @throws SessionException if ONNX Runtime cannot run a slice with several frames
     */
    public static Verification compare(PlanFolder folder, Reference whole, SliceRuns slices) throws SessionException {
        double maxAbs = 0;
        double maxRel = 0;
        int sameTop = 0;
        Optional<String> beyond = Optional.empty();
        for (int i = 0; i < slices.tensors().size(); i++) {
            boolean same = true;
            for (String output : folder.plan().outputs()) {
                Tensor expected = SliceRuns.required(whole.outputs(i), output);
                Tensor actual = SliceRuns.required(slices.tensors().get(i), output);
                Difference difference = Difference.between(
                        expected,
                        actual,
                        folder.plan().partitions().size() - 1,
                        folder.plan().toleratedLoss());
                maxAbs = Math.max(maxAbs, difference.maxAbs());
                maxRel = Math.max(maxRel, difference.maxRel());
                same &= difference.sameTop();
                if (beyond.isEmpty() && !difference.withinTolerance()) {
                    beyond = Optional.of("output '" + output + "' of sample " + i + " differs by "
                            + difference.maxAbs() + " (" + difference.maxRel() + " of its largest element), expected "
                            + expected + ", got " + actual);
                }
            }
            sameTop += same ? 1 : 0;
        }
        return new Verification(
                slices.tensors().size(),
                folder.plan().partitions().size(),
                maxAbs,
                maxRel,
                (double) sameTop / slices.tensors().size(),
                beyond.isPresent() ? beyond : BatchRuns.difference(folder, slices.tensors()),
                slices.partitionNanos(),
                whole.medianNanos());
    }

    private static void prove(Path file, Sha256 expected) throws MalformedMessageException, IOException {
        Sha256 actual = Sha256.of(file);
        if (!actual.equals(expected)) {
            throw new MalformedMessageException(
                    file + " was changed: its SHA-256 is " + actual + ", the plan says " + expected + "; plan again");
        }
    }
}
