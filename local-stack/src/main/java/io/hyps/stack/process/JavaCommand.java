package io.hyps.stack.process;

import io.hyps.protocol.ByteSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a small JVM, run by the same Java as this one, or of a program compiled to native code. */
public final class JavaCommand {
    /** The first Java that warns of native libraries unless they are allowed. */
    private static final int WARNS_OF_NATIVE_ACCESS = 22;

    /** Where ONNX Runtime looks for its native libraries, if this JVM has them unpacked. */
    private static final String NATIVE_LIBRARIES = "onnxruntime.native.path";

    private static final long MEBIBYTE = 1 << 20;

    private final List<String> words = new ArrayList<>();

    private JavaCommand() {}

    /**
     * A JVM that starts fast and stays small.
     *
     * @param heap the most that it may use for objects
     * @param temporary where it keeps temporary files
     */
    public static JavaCommand small(ByteSize heap, Path temporary) {
        JavaCommand command = new JavaCommand();
        command.with(Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .with("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto")
                .with("-Xmx" + Math.max(1, heap.bytes() / MEBIBYTE) + "m")
                .with("-Djava.io.tmpdir=" + temporary);
        String natives = System.getProperty(NATIVE_LIBRARIES);
        if (natives != null) {
            command.with("-D" + NATIVE_LIBRARIES + "=" + natives);
        }
        if (Runtime.version().feature() >= WARNS_OF_NATIVE_ACCESS) {
            command.with("--enable-native-access=ALL-UNNAMED");
        }
        return command;
    }

    /**
     * A native executable, which has limits and libraries of its own.
     *
     * @param temporary where it keeps temporary files
     */
    public static JavaCommand compiled(Path executable, Path temporary) {
        return new JavaCommand().with(executable.toString(), "-Djava.io.tmpdir=" + temporary);
    }

    public JavaCommand with(String... more) {
        words.addAll(List.of(more));
        return this;
    }

    public List<String> words() {
        return List.copyOf(words);
    }
}
