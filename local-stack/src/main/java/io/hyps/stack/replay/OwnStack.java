package io.hyps.stack.replay;

import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.plan.Plan;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackException;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.parts.StartListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A system for one replay alone: brokers, planner, gateway, and as many runners as a plan has devices. */
public final class OwnStack {
    /** What a runner's process needs beside its partitions, with room to spare. */
    private static final long BASE_BYTES = ByteSize.parse("192MiB").bytes();

    private OwnStack() {}

    /** Starts it; its files are under the system's temporary directory. */
    public static Stack start(PlanFolder folder, StartListener listener)
            throws StackException, IOException, InterruptedException {
        Plan plan = folder.plan();
        long most = plan.peakMemoryBytesByDevice().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        Path run = Files.createTempDirectory("hyps-replay-");
        StackOptions options =
                StackOptions.of(run).withRunners(plan.devices().size(), new ByteSize(BASE_BYTES + 2 * most));
        return Stack.start(options, listener);
    }
}
