package io.hyps.stack.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How a command gets out of reach of the terminal's Ctrl-C and hang-up. */
final class Detached {
    private static final List<String> PREFIX = find();

    private Detached() {}

    /** What to put before a command; keeps the process number. */
    static List<String> prefix() {
        return PREFIX;
    }

    private static List<String> find() {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path setsid = Path.of(directory, "setsid");
            if (!directory.isEmpty() && Files.isExecutable(setsid)) {
                return List.of(setsid.toString());
            }
        }
        return List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "hyps");
    }
}
