package io.hyps.runner.session;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.plan.SliceRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the form in which a slice is loaded: the fastest that the memory allows. For one thread. */
public final class SliceForms {
    private static final Logger LOG = LoggerFactory.getLogger(SliceForms.class);

    /** While a copy is made, ONNX Runtime has the weight that it writes or reorders four times: measured. */
    private static final int PASSING_COPIES = 3;

    private final OptimisedCopies copies;
    private final Choice choice;
    private final LongSupplier roomBytes;
    private final Disk disk;

    /** What may be chosen. */
    public enum Choice {
        /** An optimised copy if there is one or there is memory to make it. */
        AUTO,
        /** Never an optimised copy. */
        LEAN
    }

    /** Where copies are kept. */
    @FunctionalInterface
    public interface Disk {
        /** @throws IOException if so many bytes cannot be written */
        void makeRoom(long bytes) throws IOException;
    }

    /** @param roomBytes what the process may grow by, as measured */
    public SliceForms(OptimisedCopies copies, Choice choice, LongSupplier roomBytes, Disk disk) {
        this.copies = copies;
        this.choice = choice;
        this.roomBytes = roomBytes;
        this.disk = disk;
    }

    /**
     * The form for a slice; makes its optimised copy if that is due.
     *
     * @param graph the slice's ONNX file, proved
     * @param freeBytes of the account, to be used for a moment
     */
    public SliceForm choose(SliceRef slice, Path graph, long freeBytes) {
        SliceRef.Blob weights = slice.weights();
        Optional<Path> file = Optional.ofNullable(weights).map(blob -> graph.resolveSibling(blob.weightsFileName()));
        SliceForm lean = new SliceForm(graph, file, SliceForm.Mode.LEAN);
        if (choice == Choice.LEAN) {
            return lean;
        }
        try {
            Optional<SliceForm> copy = copies.find(slice.graph().sha256());
            if (copy.isPresent()) {
                return copy.get();
            }
            SliceWeights found = SliceWeights.read(graph);
            if (found.convolutionBytes() == 0) {
                return new SliceForm(graph, file, SliceForm.Mode.DIRECT);
            }
            long needed = found.convolutionBytes() + PASSING_COPIES * found.largestBytes();
            long free = Math.max(0, Math.min(freeBytes, roomBytes.getAsLong()));
            if (needed > free) {
                LOG.info(
                        "slice={} is loaded lean: to optimise it takes {}, {} is free",
                        slice.graph().sha256(),
                        new ByteSize(needed),
                        new ByteSize(free));
                return lean;
            }
            disk.makeRoom(slice.sizeBytes());
            return copies.make(slice.graph().sha256(), graph);
        } catch (IOException e) {
            LOG.warn("slice={} is loaded lean: {}", slice.graph().sha256(), String.valueOf(e.getMessage()));
            return lean;
        }
    }
}
