package io.hyps.stack.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StackTest {
    @TempDir
    private Path directory;

    @Test
    void deletesItsRunDirectoryEvenIfItNeverStarted() throws IOException {
        Path run = Files.createDirectory(directory.resolve("run"));
        Stack stack = Stack.of(StackOptions.of(run));

        stack.close();

        assertThat(run).doesNotExist();
    }

    @Test
    void makesNoFileOnceItIsStopped() {
        Path run = directory.resolve("run");
        Stack stack = Stack.of(StackOptions.of(run));
        stack.close();

        assertThatThrownBy(() -> stack.start((what, detail, took) -> {})).isInstanceOf(InterruptedException.class);
        assertThat(run).doesNotExist();
    }
}
