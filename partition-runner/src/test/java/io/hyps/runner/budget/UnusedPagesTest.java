package io.hyps.runner.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.runner.budget.UnusedPages.Range;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UnusedPagesTest {
    @Test
    void onlyCodeOfFilesIsDropped() {
        List<String> maps = List.of(
                "00400000-00410000 r--p 00000000 fe:00 12 /opt/hyps runner/hyps-runner",
                "00410000-016f1000 r-xp 00010000 fe:00 12 /opt/hyps runner/hyps-runner",
                "7fd7db6dc000-7fd7db729000 r--p 01a0b000 fe:00 13 /opt/libonnxruntime.so",
                "7fd7eac80000-7fd7eb834000 rw-p 01b2a000 fe:00 12 /opt/hyps-runner",
                "7fd7ec100000-7fd7ec200000 r-xp 00000000 00:00 0",
                "7fff5a1f2000-7fff5a1f4000 r-xp 00000000 00:00 0 [vdso]",
                "not a line of this file");

        assertThat(UnusedPages.ranges(maps)).containsExactly(new Range(0x410000, 0x16f1000));
    }

    @Test
    void findsTheCodeOfThisProcess() {
        assertThat(UnusedPages.ranges(CgroupLimit.lines(Path.of("/proc/self/maps"))))
                .isNotEmpty()
                .allSatisfy(range -> assertThat(range.end()).isGreaterThan(range.begin()));
    }

    @Test
    void onAJvmNothingHappens() {
        UnusedPages.giveBack();

        assertThat(NativeExecutable.isThis()).isFalse();
    }
}
