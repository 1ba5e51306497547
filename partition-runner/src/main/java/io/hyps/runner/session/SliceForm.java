package io.hyps.runner.session;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The file of a slice that is loaded.
 *
 * @param graph the ONNX file; its weights lie beside it
 * @param weights the file that they are mapped from; none if there are no large ones
 */
public record SliceForm(Path graph, Optional<Path> weights, Mode mode) {
    /** How ONNX Runtime treats it. */
    public enum Mode {
        /**
         * As the planner made it, with those optimisations alone that keep weights as they are: they stay mapped. Needs
         * least, convolutions are slower.
         */
        LEAN,
        /** As the planner made it, fully optimised: nothing in it would be copied. */
        DIRECT,
        /** This device's own {@link OptimisedCopies optimised copy}. */
        FAST
    }
}
