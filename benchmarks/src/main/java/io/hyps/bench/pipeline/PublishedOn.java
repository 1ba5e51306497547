package io.hyps.bench.pipeline;

import io.hyps.planner.cli.PublishCommand;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.command.CommandRunner;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.stack.parts.Stack;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A plan on the runners of a stack. */
public final class PublishedOn {
    private static final Duration QUIET = Duration.ofMillis(500);

    private PublishedOn() {}

    /** Publishes the plan as {@code hyps publish} does, device by device, and waits until it is active. */
    public static PublishedPlan stack(Stack stack, PlanFolder folder) throws InterruptedException {
        List<String> arguments = new ArrayList<>(
                List.of(folder.folder().toString(), "--mqtt", stack.mqttUrl().toString()));
        List<String> devices = folder.plan().partitions().stream()
                .flatMap(partition -> partition.replicas().stream())
                .distinct()
                .toList();
        for (int i = 0; i < devices.size(); i++) {
            arguments.addAll(List.of(
                    "--bind", devices.get(i) + "=" + stack.runners().get(i).device()));
        }
        int exitCode = CommandRunner.of(new PublishCommand())
                .setOut(new PrintWriter(Writer.nullWriter()))
                .execute(arguments.toArray(String[]::new));
        if (exitCode != 0) {
            throw new IllegalStateException("publishing ended with " + exitCode);
        }
        stack.live().awaitQuiet(QUIET);
        String model = folder.plan().model().name();
        ActivePlan active = stack.live().active(model).orElseThrow();
        return stack.live().models().stream()
                .filter(known -> known.model().equals(model))
                .flatMap(known -> known.plans().stream())
                .filter(published -> published.epoch().equals(active.epoch()))
                .findFirst()
                .orElseThrow();
    }
}
