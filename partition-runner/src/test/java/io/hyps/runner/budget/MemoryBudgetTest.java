package io.hyps.runner.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryBudgetTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path root;

    private final AtomicLong heapLeft = new AtomicLong(24 * MIB);

    @Test
    void keepsWhatTheProcessItselfMayGrowByAndTheKernelTakes() throws Exception {
        MemoryBudget budget = MemoryBudget.measured(160 * MIB, 10 * MIB, growth(), limited(160 * MIB));

        assertThat(budget.baseBytes()).isEqualTo(60 * MIB);
        assertThat(budget.availableBytes()).isEqualTo(90 * MIB);
        assertThat(budget.firmBytes()).isEqualTo((160 - 60 - 2 - 24 - 12) * MIB);
    }

    @Test
    void keepsWhatTheKernelReadsAheadOfCodeAndOfWeights() throws Exception {
        Path disk = Files.createDirectories(root.resolve("sys/block/mmcblk0/queue"));
        Files.writeString(disk.resolve("read_ahead_kb"), "4096\n");

        MemoryBudget budget = MemoryBudget.measured(160 * MIB, 10 * MIB, growth(), limited(160 * MIB));

        assertThat(budget.firmBytes()).isEqualTo((160 - 60 - 2 - 24 - 12 - 2 * 4) * MIB);
        assertThat(budget.availableBytes()).isEqualTo(90 * MIB);
    }

    @Test
    void keepsWhatWaitsIfThatIsMore() throws Exception {
        MemoryBudget budget = MemoryBudget.measured(160 * MIB, 40 * MIB, growth(), limited(160 * MIB));

        assertThat(budget.firmBytes()).isEqualTo((160 - 60 - 2 - 40) * MIB);
    }

    @Test
    void hasNothingToOfferWhereTheProcessAloneMayTakeAll() throws Exception {
        MemoryBudget budget = MemoryBudget.measured(98 * MIB, 4 * MIB, growth(), limited(98 * MIB));

        assertThat(budget.firmBytes()).isZero();
        assertThat(budget.availableBytes()).isZero();
    }

    @Test
    void holdsNothingFirmWhereTheKernelSetsNoLimit() throws Exception {
        MemoryBudget budget = MemoryBudget.measured(160 * MIB, 10 * MIB, growth(), gauge());

        assertThat(budget.firmBytes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void knowsHowMuchOfTheGrowthHasCome() {
        OwnGrowth growth = growth();
        assertThat(growth.comeBytes(0)).isZero();

        heapLeft.set(20 * MIB);

        assertThat(growth.comeBytes(5 * MIB)).isEqualTo(5 * MIB);
        assertThat(growth.comeBytes(100 * MIB)).isEqualTo((4 + 12) * MIB);
        assertThat(growth.comeBytes(-1)).isZero();
    }

    private OwnGrowth growth() {
        return new OwnGrowth(12 * MIB, heapLeft::get);
    }

    private MemoryGauge limited(long bytes) throws Exception {
        Files.createDirectories(root.resolve("sys/fs/cgroup"));
        Files.writeString(root.resolve("sys/fs/cgroup/memory.max"), bytes + "\n");
        return gauge();
    }

    private MemoryGauge gauge() throws Exception {
        Files.createDirectories(root.resolve("proc/self"));
        Files.writeString(root.resolve("proc/self/cgroup"), "0::/\n");
        Files.writeString(
                root.resolve("proc/self/status"),
                "VmRSS:\t 90000 kB\nRssAnon:\t 49152 kB\nRssFile:\t 40848 kB\nRssShmem:\t 0 kB\n");
        return new MemoryGauge(root);
    }
}
