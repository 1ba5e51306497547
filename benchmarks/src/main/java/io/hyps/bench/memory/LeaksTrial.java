package io.hyps.bench.memory;

import io.hyps.bench.pipeline.AnswerCheck;
import io.hyps.bench.pipeline.Pipeline;
import io.hyps.bench.pipeline.PublishedOn;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.stack.parts.RunnerPart;
import io.hyps.stack.parts.Stack;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Frames, and changes of the plan, on the runners of a stack; every answer is compared with the whole model's. */
final class LeaksTrial {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration A_MOMENT = Duration.ofMillis(100);

    private final Stack stack;
    private final List<RunnerPart> runners;
    private final List<PlanFolder> plans;
    private final AnswerCheck check;
    private int published;

    /** @param plans of one model, at least one */
    LeaksTrial(Stack stack, List<PlanFolder> plans) throws Exception {
        this.stack = stack;
        this.runners = stack.runners();
        this.plans = List.copyOf(plans);
        this.check = AnswerCheck.of(plans.get(0));
    }

    /** Publishes the next of the plans, round and round, and waits until it is active and the one before has gone. */
    PublishedPlan change() throws InterruptedException {
        PublishedPlan plan = PublishedOn.stack(stack, plans.get(published++ % plans.size()));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (stack.live().devices().stream().anyMatch(device -> holdsAnother(device, plan))) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the plan before " + plan.epoch() + " is still on a device");
            }
            stack.live().awaitChange(A_MOMENT);
        }
        return plan;
    }

    private static boolean holdsAnother(DeviceStatus device, PublishedPlan plan) {
        return device.partitions().stream().anyMatch(held -> !held.epoch().equals(plan.epoch()));
    }

    /** @throws IllegalStateException if an answer is none, or not that of the whole model */
    void frames(PublishedPlan plan, int count, int inFlight) throws Exception {
        try (Pipeline pipeline = Pipeline.open(stack.link(), plan, check.input())) {
            var unused = pipeline.run(count, inFlight, check::accept);
        }
    }

    Held held() throws IOException {
        return Held.by(runners);
    }
}
