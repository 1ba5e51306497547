package io.hyps.bench.memory;

import io.hyps.protocol.ByteSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A control group for each process that enters, with a hard limit of its memory, file pages included; version 1 or 2 of the
 * kernel's interface. Needs root, or a delegated group.
 */
final class Cgroup implements AutoCloseable {
    private static final Path V1 = Path.of("/sys/fs/cgroup/memory");
    private static final Path V2 = Path.of("/sys/fs/cgroup");

    /** {@code $0} is the parent, {@code $1} the file for the limit, {@code $2} the limit; the rest is the command. */
    private static final String ENTER =
            "mkdir \"$0/$$\" && echo \"$2\" > \"$0/$$/$1\" && echo $$ > \"$0/$$/cgroup.procs\" && shift 2 && exec \"$@\"";

    private final Path parent;
    private final boolean second;

    private Cgroup(Path parent, boolean second) {
        this.parent = parent;
        this.second = second;
    }

    /**
     * What the processes took at most, each for itself.
     *
     * @param anonymousBytes at the time of reading
     * @param fileBytes at the time of reading
     * @param peakBytes of both, at any time; never more than the limit
     */
    record Usage(long anonymousBytes, long fileBytes, long peakBytes, int killed) {
        static final Usage NONE = new Usage(0, 0, 0, 0);

        Usage most(Usage other) {
            return new Usage(
                    Math.max(anonymousBytes, other.anonymousBytes),
                    Math.max(fileBytes, other.fileBytes),
                    Math.max(peakBytes, other.peakBytes),
                    killed + other.killed);
        }
    }

    /** @throws IOException if groups cannot be made here */
    static Cgroup create() throws IOException {
        boolean second = Files.exists(V2.resolve("cgroup.controllers"));
        Path parent = (second ? V2 : V1)
                .resolve("hyps-bench-" + ProcessHandle.current().pid());
        try {
            Files.createDirectory(parent);
            if (second) {
                Files.writeString(parent.resolve("cgroup.subtree_control"), "+memory");
            }
        } catch (IOException e) {
            Files.deleteIfExists(parent);
            throw new IOException("no control group for memory can be made (" + e.getMessage() + "): run as root", e);
        }
        return new Cgroup(parent, second);
    }

    /** The words that stand before a command which is to run in a group of its own. */
    List<String> prefix(ByteSize limit) {
        String file = second ? "memory.max" : "memory.limit_in_bytes";
        return List.of("sh", "-c", ENTER, parent.toString(), file, Long.toString(limit.bytes()));
    }

    Usage usage() throws IOException {
        Usage most = Usage.NONE;
        for (Path group : groups()) {
            most = most.most(second ? usageOfSecond(group) : usageOfFirst(group));
        }
        return most;
    }

    private static Usage usageOfFirst(Path group) throws IOException {
        return new Usage(
                number(group.resolve("memory.stat"), "rss "),
                number(group.resolve("memory.stat"), "cache "),
                number(group.resolve("memory.max_usage_in_bytes"), ""),
                (int) number(group.resolve("memory.oom_control"), "oom_kill "));
    }

    private static Usage usageOfSecond(Path group) throws IOException {
        return new Usage(
                number(group.resolve("memory.stat"), "anon "),
                number(group.resolve("memory.stat"), "file "),
                number(group.resolve("memory.peak"), ""),
                (int) number(group.resolve("memory.events"), "oom_kill "));
    }

    private static long number(Path file, String key) throws IOException {
        return Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.substring(key.length()).trim()))
                .findFirst()
                .orElse(0);
    }

    private List<Path> groups() throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).toList();
        }
    }

    /** Removes the groups; their processes must have ended. */
    @Override
    public void close() throws IOException {
        for (Path group : groups()) {
            Files.delete(group);
        }
        Files.delete(parent);
    }
}
