package io.hyps.runner.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryLimitTest {
    @TempDir
    Path root;

    @Test
    void readsTheLimitOfACgroupVersion2() throws Exception {
        write("proc/self/cgroup", "0::/edge/runner");
        write("sys/fs/cgroup/edge/runner/memory.max", "max");
        write("sys/fs/cgroup/edge/memory.max", "167772160");

        assertThat(new MemoryLimit(root).bytes()).isEqualTo(160L << 20);
    }

    @Test
    void readsTheLimitOfACgroupVersion1() throws Exception {
        write("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/docker/abc");
        write("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "134217728");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");

        assertThat(new MemoryLimit(root).bytes()).isEqualTo(128L << 20);
    }

    @Test
    void readsTheLimitAtTheMountInAContainer() throws Exception {
        write("proc/self/cgroup", "4:memory:/docker/abc");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "134217728");

        assertThat(new MemoryLimit(root).bytes()).isEqualTo(128L << 20);
    }

    @Test
    void takesHalfOfWhatIsAvailableWithoutALimit() throws Exception {
        write("proc/self/cgroup", "0::/");
        write("sys/fs/cgroup/memory.max", "max");
        write("proc/meminfo", "MemTotal: 9000 kB\nMemAvailable: 4096 kB");

        assertThat(new MemoryLimit(root).bytes()).isEqualTo(2L << 20);
    }

    @Test
    void fallsBackWhereNothingIsTold() {
        assertThat(new MemoryLimit(root).bytes()).isEqualTo(MemoryLimit.FALLBACK_BYTES);
    }

    @Test
    void staysWithinTheMountWhateverTheGroupIsCalled() throws Exception {
        write("proc/self/cgroup", "0::/../../../etc");
        write("sys/fs/cgroup/memory.max", "1048576");

        assertThat(new MemoryLimit(root).bytes()).isEqualTo(1L << 20);
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
