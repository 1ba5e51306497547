package io.hyps.stack.demo;

import io.hyps.protocol.ByteSize;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.parts.StackOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the demo shows.
 *
 * @param runners how many devices the model is cut for
 * @param memory the budget of each runner's process
 * @param runnerBinary a native executable that each runner is; else each is a JVM
 * @param frames how many images the sensor sends
 */
record DemoOptions(Installation installation, int runners, ByteSize memory, Optional<Path> runnerBinary, int frames) {
    DemoOptions {
        StackOptions.requireRunners(runners);
        runnerBinary.ifPresent(StackOptions::requireExecutable);
        if (frames < 1) {
            throw new IllegalArgumentException(frames + " frames show nothing: use 1 or more");
        }
    }

    StackOptions stack(Path runDirectory) {
        StackOptions stack = StackOptions.of(runDirectory).withRunners(runners, memory);
        return runnerBinary.map(stack::withRunnerBinary).orElse(stack);
    }
}
