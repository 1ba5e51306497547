package io.hyps.runner.session;

import io.hyps.protocol.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Tells processors apart: what has been optimised or measured on one is not good for another. */
public final class Processor {
    private static final List<String> FIELDS =
            List.of("model name", "flags", "Features", "CPU implementer", "CPU part", "CPU architecture", "Hardware");
    private static final int DIGITS = 12;

    private Processor() {}

    /** The same on every machine with a processor of this kind. */
    public static String key() {
        return key(Path.of("/proc/cpuinfo"));
    }

    static String key(Path cpuinfo) {
        String text = System.getProperty("os.arch") + "\n" + describe(cpuinfo);
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).toString().substring(0, DIGITS);
    }

    private static String describe(Path cpuinfo) {
        try {
            return Files.readAllLines(cpuinfo).stream()
                    .filter(line -> FIELDS.contains(line.split(":", 2)[0].strip()))
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining("\n"));
        } catch (IOException notLinux) {
            return "";
        }
    }
}
