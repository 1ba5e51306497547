package io.hyps.runner.budget;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The memory limit of this process' cgroup, version 1 or 2 (the kernel's admin-guide/cgroup-v1/memory.rst and
 * admin-guide/cgroup-v2.rst): beyond it the kernel takes back pages of files, and kills if that is not enough.
 */
final class CgroupLimit {
    /** cgroup v1 writes a limit near 2^63 when there is none. */
    private static final long NO_LIMIT_BYTES = 1L << 60;

    private CgroupLimit() {}

    /**
     * The least of the limits from this process' group up to the root of the hierarchy; empty if there is none.
     *
     * @param root of the file system
     */
    static OptionalLong bytes(Path root) {
        List<Path> files = new ArrayList<>();
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[0].equals("0") && parts[1].isEmpty()) {
                files.addAll(upwards(root.resolve("sys/fs/cgroup"), parts[2], "memory.max"));
            } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
                files.addAll(upwards(root.resolve("sys/fs/cgroup/memory"), parts[2], "memory.limit_in_bytes"));
            }
        }
        return files.stream()
                .flatMapToLong(file -> number(file).stream())
                .filter(limit -> limit > 0 && limit < NO_LIMIT_BYTES)
                .min();
    }

    /** In a container the group's path is that of the host, so the mount's own root counts as well. */
    private static List<Path> upwards(Path mount, String group, String file) {
        List<Path> found = new ArrayList<>();
        Path directory = mount.resolve(group.replaceFirst("^/+", "")).normalize();
        while (directory != null && directory.startsWith(mount) && !directory.equals(mount)) {
            found.add(directory.resolve(file));
            directory = directory.getParent();
        }
        found.add(mount.resolve(file));
        return found;
    }

    private static OptionalLong number(Path file) {
        return lines(file).stream()
                .filter(text -> text.matches("[0-9]{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    static List<String> lines(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
