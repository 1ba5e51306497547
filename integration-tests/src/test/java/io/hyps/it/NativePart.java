package io.hyps.it;

import java.nio.file.Path;
import java.util.Optional;

/** The native executable that runners are, if the system property {@code hyps.it.runner.binary} names one. */
final class NativeRunner {
    private NativeRunner() {}

    static Optional<Path> binary() {
        String file = System.getProperty("hyps.it.runner.binary", "");
        return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file).toAbsolutePath());
    }
}
