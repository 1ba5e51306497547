package io.hyps.runner.session;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

/**
 * How a session is set for little memory: nothing is prepacked, as mapped weights would be copied for that; an arena keeps
 * what a frame has used only where there is memory to spare; no thread spins. The planner predicts memory for the same settings.
 */
final class SessionSettings {
    private SessionSettings() {}

    static OrtSession.SessionOptions of(int threads, OptLevel level, boolean arena) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        try {
            options.setOptimizationLevel(level);
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setCPUArenaAllocator(arena);
            options.setMemoryPatternOptimization(false);
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
