package io.hyps.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryTreeTest {
    @TempDir
    Path directory;

    private Path tree;

    @BeforeEach
    void grow() throws Exception {
        tree = directory.resolve("tree");
        Files.createDirectories(tree.resolve("a/b"));
        Files.writeString(tree.resolve("a/b/file"), "x");
        Files.writeString(tree.resolve("part.log"), "x");
        Files.writeString(directory.resolve("outside"), "x");
        Files.createSymbolicLink(tree.resolve("a/link"), directory);
    }

    @Test
    void deletesAllButWhatLinksPointTo() throws Exception {
        DirectoryTree.delete(tree);

        assertThat(tree).doesNotExist();
        assertThat(directory.resolve("outside")).exists();
    }

    @Test
    void keepsWhatIsWanted() throws Exception {
        DirectoryTree.delete(tree, file -> file.toString().endsWith(".log"));

        assertThat(tree.resolve("part.log")).exists();
        assertThat(tree.resolve("a")).doesNotExist();
    }

    @Test
    void isContentWithNothing() throws Exception {
        DirectoryTree.delete(directory.resolve("never"));

        assertThat(tree).exists();
    }
}
