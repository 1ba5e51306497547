package io.hyps.planner.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.util.Map;

/**
 * How a device is taken to run a slice; what is predicted and measured holds for these settings. One thread; no memory
 * pattern; weights mapped and used where they are (no prepacking), which asks for a copy of the slice that ONNX Runtime
 * has optimised for the device's processor once. Memory is what the {@link Tensors#GIVEN_BACK least} takes, time that of
 * a device which has a little to spare and {@link Tensors#KEPT keeps} it.
 */
public final class DeviceSettings {
    /** Counts up whenever these settings change, so that what was measured with others is not used. */
    public static final int VERSION = 2;

    /** What becomes of a tensor's memory when nothing needs it any more. */
    public enum Tensors {
        /** The system has it back at once; the next tensor's pages are new, which takes time. */
        GIVEN_BACK,
        /** ONNX Runtime's arena keeps it for the next. */
        KEPT
    }

    /**
     * Environment of the process. glibc's malloc by itself keeps freed blocks of up to 32 MiB, so that a process takes up to
     * three times what its tensors do.
     */
    public static final Map<String, String> ENVIRONMENT =
            Map.of("GLIBC_TUNABLES", "glibc.malloc.mmap_threshold=131072:glibc.malloc.trim_threshold=131072");

    /** The size from which weights stay outside the graph, as in slices. */
    private static final int SMALLEST_EXTERNAL_BYTES = 1024;

    private DeviceSettings() {}

    static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "hyps");
    }

    /** The version of ONNX Runtime. */
    public static String runtimeVersion() {
        return environment().getVersion();
    }

    /** For a file as it comes, optimised while it is loaded. */
    static OrtSession.SessionOptions forAnyFile() throws OrtException {
        return options(OptLevel.ALL_OPT, Tensors.GIVEN_BACK);
    }

    /** For a copy that is optimised already. */
    static OrtSession.SessionOptions forOptimisedCopy(Tensors tensors) throws OrtException {
        return options(OptLevel.NO_OPT, tensors);
    }

    /** Writes an optimised copy while a file is loaded. */
    static OrtSession.SessionOptions forCopying(String graphFile, String weightsFileName) throws OrtException {
        OrtSession.SessionOptions options = options(OptLevel.ALL_OPT, Tensors.GIVEN_BACK);
        try {
            options.setOptimizedModelFilePath(graphFile);
            options.addConfigEntry("session.optimized_model_external_initializers_file_name", weightsFileName);
            options.addConfigEntry(
                    "session.optimized_model_external_initializers_min_size_in_bytes",
                    Integer.toString(SMALLEST_EXTERNAL_BYTES));
            return options;
        } catch (OrtException e) {
            options.close();
            throw e;
        }
    }

    private static OrtSession.SessionOptions options(OptLevel level, Tensors tensors) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        try {
            options.setOptimizationLevel(level);
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setCPUArenaAllocator(tensors == Tensors.KEPT);
            options.setMemoryPatternOptimization(false);
            options.addConfigEntry("session.disable_prepacking", "1");
            return options;
        } catch (OrtException e) {
            options.close();
            throw e;
        }
    }
}
