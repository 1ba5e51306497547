package io.hyps.runner.budget;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads how much memory this process uses, from Linux' {@code /proc/self/status} (proc(5)). */
public final class MemoryGauge {
    private static final Path OWN_STATUS = Path.of("/proc/self/status");

    private final Path status;

    MemoryGauge(Path status) {
        this.status = status;
    }

    public static MemoryGauge create() {
        return new MemoryGauge(OWN_STATUS);
    }

    /** Resident bytes now; 0 where the kernel does not tell. */
    public long residentBytes() {
        return field("VmRSS:");
    }

    /** The most resident bytes so far; 0 where the kernel does not tell. */
    public long peakResidentBytes() {
        return field("VmHWM:");
    }

    private long field(String name) {
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith(name)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException notLinux) {
            return 0;
        }
        return 0;
    }
}
