package io.hyps.it;

import java.nio.file.Path;
import java.util.Optional;

/** The native executables that parts are, if system properties name them. */
final class NativePart {
    private NativePart() {}

    /** That of {@code hyps.it.runner.binary}. */
    static Optional<Path> runner() {
        return binary("runner");
    }

    /** That of {@code hyps.it.planner.binary}. */
    static Optional<Path> planner() {
        return binary("planner");
    }

    /** That of {@code hyps.it.gateway.binary}. */
    static Optional<Path> gateway() {
        return binary("gateway");
    }

    private static Optional<Path> binary(String part) {
        String file = System.getProperty("hyps.it." + part + ".binary", "");
        return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file).toAbsolutePath());
    }
}
