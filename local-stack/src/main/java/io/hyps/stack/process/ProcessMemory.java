package io.hyps.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What a process holds in memory, by Linux's {@code /proc/<pid>/status}.
 *
 * @param residentBytes now
 * @param peakResidentBytes the most so far
 * @param anonymousBytes now, without pages of files
 */
public record ProcessMemory(long residentBytes, long peakResidentBytes, long anonymousBytes) {
    private static final int KIBIBYTE = 1024;

    /** Nothing if the process is gone or this is not Linux. */
    public static Optional<ProcessMemory> of(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return parse(lines.toList().toArray(String[]::new));
        } catch (IOException | UncheckedIOException gone) {
            return Optional.empty();
        }
    }

    static Optional<ProcessMemory> parse(String... status) {
        OptionalLong resident = kibibytes("VmRSS:", status);
        OptionalLong peak = kibibytes("VmHWM:", status);
        if (resident.isEmpty() || peak.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ProcessMemory(
                resident.getAsLong(),
                peak.getAsLong(),
                kibibytes("RssAnon:", status).orElse(0)));
    }

    private static OptionalLong kibibytes(String key, String... lines) {
        return Stream.of(lines)
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBIBYTE)
                .findFirst();
    }
}
