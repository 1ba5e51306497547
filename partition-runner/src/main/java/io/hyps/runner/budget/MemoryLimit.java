package io.hyps.runner.budget;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Finds the memory that the kernel allows this process: its cgroup's limit (v2 or v1), else half of what is available. */
public final class MemoryLimit {
    /** Where neither a cgroup nor /proc tells anything. */
    static final long FALLBACK_BYTES = 512L << 20;

    /** cgroup v1 writes a limit near 2^63 when there is none. */
    private static final long NO_LIMIT_BYTES = 1L << 60;

    private final Path root;

    MemoryLimit(Path root) {
        this.root = root;
    }

    public static MemoryLimit create() {
        return new MemoryLimit(Path.of("/"));
    }

    public long bytes() {
        return cgroupLimit().orElseGet(() -> halfOfAvailable().orElse(FALLBACK_BYTES));
    }

    /** The least of the limits from this process' group up to the root of the hierarchy. */
    private OptionalLong cgroupLimit() {
        List<Path> files = new ArrayList<>();
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[0].equals("0") && parts[1].isEmpty()) {
                addUpwards(files, root.resolve("sys/fs/cgroup"), parts[2], "memory.max");
            } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
                addUpwards(files, root.resolve("sys/fs/cgroup/memory"), parts[2], "memory.limit_in_bytes");
            }
        }
        return files.stream()
                .flatMap(file -> lines(file).stream())
                .filter(text -> text.matches("[0-9]{1,18}"))
                .mapToLong(Long::parseLong)
                .filter(bytes -> bytes > 0 && bytes < NO_LIMIT_BYTES)
                .min();
    }

    /** In a container the group's path is that of the host, so the mount's own root counts as well. */
    private static void addUpwards(List<Path> files, Path mount, String group, String file) {
        Path directory = mount.resolve(group.replaceFirst("^/+", "")).normalize();
        while (directory != null && directory.startsWith(mount) && !directory.equals(mount)) {
            files.add(directory.resolve(file));
            directory = directory.getParent();
        }
        files.add(mount.resolve(file));
    }

    private OptionalLong halfOfAvailable() {
        return lines(root.resolve("proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 2)
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
