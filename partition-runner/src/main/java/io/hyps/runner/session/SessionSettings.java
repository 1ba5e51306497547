package io.hyps.runner.session;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

/**
 * How a session is set for little memory: nothing is prepacked, as mapped weights would be copied for that; no thread spins.
 * The planner predicts memory for the same settings and {@link TensorAllocation#SINGLE}; the others are for memory to spare.
 */
final class SessionSettings {
    private SessionSettings() {}

    static OrtSession.SessionOptions of(int threads, OptLevel level, TensorAllocation allocation) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        try {
            options.setOptimizationLevel(level);
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setCPUArenaAllocator(allocation == TensorAllocation.ARENA);
            options.setMemoryPatternOptimization(allocation == TensorAllocation.PATTERN);
            options.addConfigEntry("session.disable_prepacking", "1");
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            return options;
        } catch (OrtException e) {
            options.close();
            throw e;
        }
    }
}
