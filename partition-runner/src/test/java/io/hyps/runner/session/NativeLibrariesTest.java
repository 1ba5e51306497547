package io.hyps.runner.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
    @TempDir
    Path directory;

    @Test
    void findsLibrariesBesideTheExecutable() throws Exception {
        put("onnxruntime");
        put("onnxruntime4j_jni");

        assertThat(NativeLibraries.beside(directory.resolve("hyps-runner"))).contains(directory);
    }

    @Test
    void takesNothingFromADirectoryThatHasOnlyOneOfThem() throws Exception {
        put("onnxruntime");

        assertThat(NativeLibraries.beside(directory.resolve("hyps-runner"))).isEmpty();
    }

    @Test
    void doesWithoutAnExecutable() {
        assertThat(NativeLibraries.beside(Path.of(""))).isEmpty();
    }

    private void put(String library) throws Exception {
        Files.createFile(directory.resolve(System.mapLibraryName(library)));
    }
}
