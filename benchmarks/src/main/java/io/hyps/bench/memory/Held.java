package io.hyps.bench.memory;

import io.hyps.stack.parts.RunnerPart;
import io.hyps.stack.process.ProcessMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What all runners together hold, by {@code /proc}.
 *
 * @param files descriptors that are open
 * @param mappings of memory, files' and others
 */
record Held(long anonymousBytes, long residentBytes, long threads, long files, long mappings) {
    static Held by(List<RunnerPart> runners) throws IOException {
        Held all = new Held(0, 0, 0, 0, 0);
        for (RunnerPart runner : runners) {
            ProcessMemory memory =
                    runner.memory().orElseThrow(() -> new IOException("the runner " + runner.device() + " is gone"));
            Path process = Path.of("/proc", Long.toString(runner.pid()));
            all = new Held(
                    all.anonymousBytes + memory.anonymousBytes(),
                    all.residentBytes + memory.residentBytes(),
                    all.threads + entries(process.resolve("task")),
                    all.files + entries(process.resolve("fd")),
                    all.mappings + lines(process.resolve("maps")));
        }
        return all;
    }

    private static long entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }

    private static long lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }
}
