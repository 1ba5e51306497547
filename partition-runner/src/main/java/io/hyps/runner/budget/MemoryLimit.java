package io.hyps.runner.budget;

import java.nio.file.Path;
import java.util.OptionalLong;

/** Finds the memory that the kernel allows this process: its cgroup's limit (v2 or v1), else half of what is available. */
public final class MemoryLimit {
    /** Where neither a cgroup nor /proc tells anything. */
    static final long FALLBACK_BYTES = 512L << 20;

    private final Path root;

    MemoryLimit(Path root) {
        this.root = root;
    }

    public static MemoryLimit create() {
        return new MemoryLimit(Path.of("/"));
    }

    public long bytes() {
        return CgroupLimit.bytes(root).orElseGet(() -> halfOfAvailable().orElse(FALLBACK_BYTES));
    }

    private OptionalLong halfOfAvailable() {
        return CgroupLimit.lines(root.resolve("proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 2)
                .findFirst();
    }
}
