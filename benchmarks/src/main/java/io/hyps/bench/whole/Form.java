package io.hyps.bench.whole;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

/** How the undivided model is loaded. */
public enum Form {
    /** As anyone would: the file, ONNX Runtime's defaults, but for the number of threads. */
    DEFAULTS {
        @Override
        SessionOptions options(int threads) throws OrtException {
            SessionOptions options = new SessionOptions();
            options.setIntraOpNumThreads(threads);
            return options;
        }
    },
    /** For the least memory at full speed: this processor's optimised copy, mapped, without an arena or prepacking. */
    BEST {
        @Override
        SessionOptions options(int threads) throws OrtException {
            SessionOptions options = DEFAULTS.options(threads);
            options.setOptimizationLevel(OptLevel.NO_OPT);
            options.setCPUArenaAllocator(false);
            options.setMemoryPatternOptimization(false);
            options.addConfigEntry("session.disable_prepacking", "1");
            return options;
        }
    };

    abstract SessionOptions options(int threads) throws OrtException;
}
