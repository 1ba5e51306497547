package io.hyps.planner.onnx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Any bytes are a model or get one line. In the build this runs over its corpus; CONTRIBUTING.md has the command that goes
 * on from there.
 */
final class OnnxFuzzTest {
    @FuzzTest(maxDuration = "20m")
    void readsAModelOrSaysInOneLineWhyNot(byte[] bytes) throws IOException {
        Path folder = Files.createTempDirectory("fuzz");
        Path file = folder.resolve("m.onnx");
        try {
            OnnxModel.read(Files.write(file, bytes));
        } catch (BadModelException e) {
            String line = String.valueOf(e.getMessage());
            if (line.lines().count() != 1 || line.length() > 1000) {
                throw new IllegalStateException("not one line: " + line, e);
            }
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }
}
