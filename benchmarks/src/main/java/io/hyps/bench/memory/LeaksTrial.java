package io.hyps.bench.memory;

import io.hyps.bench.pipeline.Pipeline;
import io.hyps.bench.pipeline.PublishedOn;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.stack.parts.RunnerPart;
import io.hyps.stack.parts.Stack;
import java.io.IOException;
import java.util.List;

/** Frames, and changes of the plan, on the runners of a stack; every answer is compared with the whole model's. */
final class LeaksTrial {
    private final Stack stack;
    private final List<RunnerPart> runners;
    private final List<PlanFolder> plans;
    private final WholeAnswer whole;
    private int published;

    /** @param plans of one model, at least one */
    LeaksTrial(Stack stack, List<PlanFolder> plans) throws Exception {
        this.stack = stack;
        this.runners = stack.runners();
        this.plans = List.copyOf(plans);
        this.whole = WholeAnswer.of(plans.get(0));
    }

    /** Publishes the next of the plans, round and round, and waits until it is active. */
    PublishedPlan change() throws InterruptedException {
        return PublishedOn.stack(stack, plans.get(published++ % plans.size()));
    }

    /** @throws IllegalStateException if an answer is none, or not that of the whole model */
    void frames(PublishedPlan plan, int count, int inFlight) throws Exception {
        try (Pipeline pipeline = Pipeline.open(stack.link(), plan, whole.input())) {
            var unused = pipeline.run(count, inFlight, this::requireEqual);
        }
    }

    Held held() throws IOException {
        return Held.by(runners);
    }

    private void requireEqual(TensorMessage answer) {
        if (!whole.isGivenBy(answer)) {
            throw new IllegalStateException("an answer differs from the whole model's: " + answer.address());
        }
    }
}
