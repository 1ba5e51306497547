package io.hyps.runner.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SliceCacheTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    @TempDir
    Path directory;

    private SliceCache cache;

    @BeforeEach
    void ofTenBytes() {
        cache = new SliceCache(directory, "edge-1", OptionalLong.of(10), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void evictsWhatHasNotBeenUsedForLongest() throws Exception {
        Path old = file("a", 4, Duration.ofDays(3));
        Path older = file("b", 4, Duration.ofDays(4));

        cache.makeRoom(5);

        assertThat(older).doesNotExist();
        assertThat(old).exists();
        assertThat(cache.usedBytes()).isEqualTo(4);
    }

    @Test
    void keepsWhatAPlanHoldsUntilItIsLetGo() throws Exception {
        Path held = file("a", 6, Duration.ofDays(3));
        cache.hold("plan", List.of(held));

        assertThatThrownBy(() -> cache.makeRoom(5))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("5 B more are needed")
                .hasMessageContaining("the cache may have 10 B and 6 B of it are in use")
                .hasMessageContaining("raise hyps.runner.cache-size");
        assertThat(held).exists();

        cache.letGo("plan");
        cache.makeRoom(5);
        assertThat(held).doesNotExist();
    }

    @Test
    void keepsWhatAnotherRunnerMayHold() throws Exception {
        Path young = file("a", 6, SliceCache.YOUNG.minusSeconds(1));

        assertThatThrownBy(() -> cache.makeRoom(5)).isInstanceOf(IOException.class);

        assertThat(young).exists();
    }

    @Test
    void saysToOtherRunnersWhatItHolds() throws Exception {
        Path held = file("a", 6, Duration.ofDays(3));
        cache.hold("plan", List.of(held, directory.resolve("not-there-yet")));

        cache.touch();

        assertThat(Files.getLastModifiedTime(held)).isEqualTo(FileTime.from(NOW));
    }

    @Test
    void countsCopiesInDirectoriesButNotTheLibraries() throws Exception {
        file("optimised-1-x/a", 6, Duration.ofDays(3));
        Files.write(Files.createDirectories(directory.resolve("onnxruntime-1")).resolve("lib.so"), new byte[100]);

        assertThat(cache.usedBytes()).isEqualTo(6);
    }

    private Path file(String name, int bytes, Duration unused) throws IOException {
        Path path = directory.resolve(name + "0".repeat(63) + ".weights");
        Files.createDirectories(path.getParent());
        Files.write(path, new byte[bytes]);
        Files.setLastModifiedTime(path, FileTime.from(NOW.minus(unused)));
        return path;
    }
}
