package io.hyps.planner.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What this process has in memory, as Linux tells it in /proc/self.
 *
 * @param anonymousBytes its own
 * @param codeBytes of mapped files other than a slice's: programs and libraries
 * @param sliceBytes of the mapped files of a slice
 */
record ProcessMemory(long anonymousBytes, long codeBytes, long sliceBytes) {
    private static final Path SELF = Path.of("/proc/self");
    private static final String RESET_PEAK = "5";
    private static final long KIB = 1024;

    /** @param slices the folder of the files that count as a slice's */
    static ProcessMemory now(Path slices) throws IOException {
        long anonymous = 0;
        long code = 0;
        long slice = 0;
        boolean ofSlice = false;
        long resident = 0;
        for (String line : Files.readAllLines(SELF.resolve("smaps"))) {
            if (line.startsWith("Rss:")) {
                resident = kibibytes(line);
            } else if (line.startsWith("Anonymous:")) {
                long own = kibibytes(line);
                anonymous += own;
                if (ofSlice) {
                    slice += resident - own;
                } else {
                    code += resident - own;
                }
            } else if (isMapping(line)) {
                ofSlice = line.contains(slices.toString());
            }
        }
        return new ProcessMemory(anonymous, code, slice);
    }

    long fileBytes() {
        return codeBytes + sliceBytes;
    }

    /** Forgets the peak up to now. */
    static void resetPeak() throws IOException {
        Files.writeString(SELF.resolve("clear_refs"), RESET_PEAK);
    }

    /** The most that was resident at once since the last reset, mapped files included. */
    static long peakBytes() throws IOException {
        List<String> status = Files.readAllLines(SELF.resolve("status"));
        return status.stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(ProcessMemory::kibibytes)
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/self/status has no VmHWM"));
    }

    /** Such as {@code 7f3a…-7f3b… r-xp 0000 fe:00 1234 /path}. */
    private static boolean isMapping(String line) {
        int space = line.indexOf(' ');
        return space > 0 && line.charAt(space - 1) != ':';
    }

    private static long kibibytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", "")) * KIB;
    }
}
