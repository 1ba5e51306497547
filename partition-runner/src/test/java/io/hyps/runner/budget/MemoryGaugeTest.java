package io.hyps.runner.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryGaugeTest {
    @TempDir
    Path root;

    @BeforeEach
    void aProcess() throws Exception {
        write(
                "proc/self/status",
                "VmHWM:\t 120 kB\nVmRSS:\t 100 kB\nRssAnon:\t 60 kB\nRssFile:\t 39 kB\nRssShmem:\t 1 kB");
    }

    @Test
    void countsAllThatIsResidentWithoutALimit() {
        assertThat(new MemoryGauge(root).chargedBytes()).isEqualTo(100 << 10);
        assertThat(new MemoryGauge(root).peakResidentBytes()).isEqualTo(120 << 10);
        assertThat(new MemoryGauge(root).anonymousBytes()).isEqualTo(61 << 10);
    }

    @Test
    void countsWhatTheKernelCannotTakeBackAndTheCodeInUseUnderALimit() throws Exception {
        write("proc/self/cgroup", "4:memory:/edge");
        write("sys/fs/cgroup/memory/edge/memory.limit_in_bytes", "167772160");

        assertThat(new MemoryGauge(root).chargedBytes()).isEqualTo(100 << 10);

        write("proc/self/status", "VmRSS:\t 90000 kB\nRssAnon:\t 60 kB\nRssFile:\t 89939 kB\nRssShmem:\t 1 kB");
        assertThat(new MemoryGauge(root).chargedBytes()).isEqualTo((61 << 10) + (12 << 20));
    }

    @Test
    void knowsTheDiskOfWhichTheKernelReadsMostAhead() throws Exception {
        assertThat(new MemoryGauge(root).readAheadBytes()).isZero();

        write("sys/block/loop0/queue/read_ahead_kb", "128\n");
        write("sys/block/mmcblk0/queue/read_ahead_kb", "8192\n");
        write("sys/block/odd/queue/read_ahead_kb", "-1\n");
        write("sys/block/none/size", "1\n");

        assertThat(new MemoryGauge(root).readAheadBytes()).isEqualTo(8 << 20);

        write("sys/block/loop0/queue/read_ahead_kb", "999999999\n");

        assertThat(new MemoryGauge(root).readAheadBytes()).isEqualTo(64 << 20);
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
