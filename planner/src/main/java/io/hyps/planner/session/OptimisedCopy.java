package io.hyps.planner.session;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;

/** A slice as ONNX Runtime has optimised it for this machine's processor, its weights in a file beside it. */
public record OptimisedCopy(Path graph) {
    private static final String GRAPH = "optimised.onnx";
    private static final String WEIGHTS = "optimised.weights";

    /**
     * Writes the copy. While it does, the whole slice is in memory.
     *
     * @param folder must exist; holds one copy
     */
    public static OptimisedCopy write(Path slice, Path folder) throws SessionException {
        Path graph = folder.resolve(GRAPH);
        try (OrtSession.SessionOptions options = DeviceSettings.forCopying(graph.toString(), WEIGHTS);
                OrtSession session = DeviceSettings.environment().createSession(slice.toString(), options)) {
            return new OptimisedCopy(graph);
        } catch (OrtException e) {
            throw SessionException.of("cannot optimise", slice, e);
        }
    }
}
