package io.hyps.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class ProcessMemoryTest {
    @Test
    void readsWhatLinuxSays() {
        assertThat(ProcessMemory.parse("Name:\tjava", "VmHWM:\t  2048 kB", "VmRSS:\t  1024 kB", "RssAnon:\t   512 kB"))
                .contains(new ProcessMemory(1 << 20, 2 << 20, 512 << 10));
    }

    @Test
    void knowsNothingOfAProcessWithoutMemory() {
        assertThat(ProcessMemory.parse("Name:\tkthreadd", "State:\tS (sleeping)"))
                .isEmpty();
        assertThat(ProcessMemory.of(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void seesThisProcess() {
        ProcessMemory memory = ProcessMemory.of(ProcessHandle.current().pid()).orElseThrow();

        assertThat(memory.residentBytes()).isPositive().isLessThanOrEqualTo(memory.peakResidentBytes());
    }
}
