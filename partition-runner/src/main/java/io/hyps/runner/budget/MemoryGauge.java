package io.hyps.runner.budget;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Reads how much memory this process uses, from Linux' {@code /proc/self/status} (proc(5)). Everything is 0 where the
 * kernel does not tell.
 */
public final class MemoryGauge {
    /** Pages of libraries that a runner touches from frame to frame, as the kernel's referenced bits show. */
    private static final long CODE_BYTES = 12 << 20;

    /** What the kernel would hardly read for one page, whatever a disk is set to. */
    private static final long MOST_READ_AHEAD_BYTES = 64 << 20;

    private final Path root;
    private final Path status;
    private final OptionalLong limit;

    MemoryGauge(Path root) {
        this.root = root;
        this.status = root.resolve("proc/self/status");
        this.limit = CgroupLimit.bytes(root);
    }

    public static MemoryGauge create() {
        return new MemoryGauge(Path.of("/"));
    }

    /** Whether the kernel holds this process to a limit, which counts its share of the kernel's cache too. */
    public boolean isLimited() {
        return limit.isPresent();
    }

    /** That limit, in bytes. */
    OptionalLong limitBytes() {
        return limit;
    }

    /** Resident bytes now, with the pages of files that are mapped: libraries and weights. */
    public long residentBytes() {
        return field("VmRSS:");
    }

    /** The most resident bytes so far. */
    public long peakResidentBytes() {
        return field("VmHWM:");
    }

    /** What the kernel cannot take back: resident bytes that are of no file. */
    public long anonymousBytes() {
        return field("RssAnon:") + field("RssShmem:");
    }

    /**
     * What counts against the budget now. Under a cgroup's limit that is what the kernel cannot take back and the code in
     * use, as it takes back other pages of files before it kills; else all that is resident.
     */
    public long chargedBytes() {
        return isLimited() ? anonymousBytes() + Math.min(CODE_BYTES, field("RssFile:")) : residentBytes();
    }

    /**
     * How much the kernel reads around a page that is missing, of the disk where that is most (its
     * {@code queue/read_ahead_kb}; usually 128 kB).
     */
    long readAheadBytes() {
        try (Stream<Path> disks = Files.list(root.resolve("sys/block"))) {
            return disks.flatMap(disk -> CgroupLimit.lines(disk.resolve("queue/read_ahead_kb")).stream())
                    .filter(kilobytes -> kilobytes.matches("[0-9]{1,9}"))
                    .mapToLong(kilobytes -> Math.min(MOST_READ_AHEAD_BYTES, Long.parseLong(kilobytes) * 1024))
                    .max()
                    .orElse(0);
        } catch (IOException | UncheckedIOException unreadable) {
            return 0;
        }
    }

    private long field(String name) {
        return CgroupLimit.lines(status).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElse(0);
    }
}
