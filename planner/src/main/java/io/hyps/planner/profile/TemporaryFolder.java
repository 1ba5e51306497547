package io.hyps.planner.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder that is gone after use, or else when another is made beside it after its process has ended. */
final class TemporaryFolder {
    private static final Pattern NAME = Pattern.compile("profile-(\\d+)-.*");

    private TemporaryFolder() {}

    static Path create(Path parent) throws IOException {
        List<Path> beside;
        try (Stream<Path> files = Files.list(parent)) {
            beside = files.filter(TemporaryFolder::isLeftBehind).toList();
        }
        for (Path left : beside) {
            delete(left);
        }
        return Files.createTempDirectory(
                parent, "profile-" + ProcessHandle.current().pid() + "-");
    }

    private static boolean isLeftBehind(Path folder) {
        Matcher name = NAME.matcher(folder.getFileName().toString());
        return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
