package io.hyps.stack.cli;

import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.stack.live.LiveModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model as {@code --json} shows it.
 *
 * @param active the epoch that new frames use; absent before the first
 */
record ModelSummary(String model, String version, @Nullable String active, List<PlanSummary> plans) {
    static ModelSummary of(LiveModel model) {
        List<PlanSummary> plans = model.plans().stream().map(PlanSummary::of).toList();
        String version =
                model.plans().get(model.plans().size() - 1).plan().model().version();
        return new ModelSummary(
                model.model(),
                version,
                model.active().map(a -> a.epoch().toString()).orElse(null),
                plans);
    }

    /** One plan of it. */
    record PlanSummary(String epoch, String planId, String objective, int partitions, List<String> devices) {
        static PlanSummary of(PublishedPlan published) {
            return new PlanSummary(
                    published.epoch().toString(),
                    published.planId().toString(),
                    published.plan().objective(),
                    published.plan().partitions().size(),
                    published.plan().devices().stream()
                            .map(published::deviceFor)
                            .toList());
        }
    }
}
