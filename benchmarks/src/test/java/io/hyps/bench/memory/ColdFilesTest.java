package io.hyps.bench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColdFilesTest {
    @TempDir
    Path folder;

    @Test
    void readsEveryFileOfAFolderAndLeavesThemAsTheyAre() throws Exception {
        Path weights = Files.write(folder.resolve("weights"), new byte[3_000_000]);
        Path deeper = Files.createDirectory(folder.resolve("deeper"));
        Path graph = Files.writeString(deeper.resolve("graph"), "text");

        List<Path> files = ColdFiles.in(folder);

        assertThat(files).containsExactlyInAnyOrder(weights, graph);
        assertThat(ColdFiles.read(files)).isPositive().isLessThan(Duration.ofMinutes(1));
        assertThat(Files.size(weights)).isEqualTo(3_000_000);
    }

    @Test
    void hasNoFilesOfAFolderThatIsNotThere() throws Exception {
        assertThat(ColdFiles.in(folder.resolve("none"))).isEmpty();
    }
}
