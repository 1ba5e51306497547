package io.hyps.runner.plan;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps this device from following a planner that has lost the lead: terms only grow, and an epoch has one content. */
final class EpochGuard {
    private static final int MOST_EPOCHS = 1024;

    private final Map<String, Long> terms = new HashMap<>();
    private final LinkedHashMap<Topic.Plan, Sha256> contents = new LinkedHashMap<>();

    /** @throws RefusedException if the term is lower than one seen for the model, or the epoch was seen otherwise */
    void admit(PublishedPlan plan) throws RefusedException {
        String model = plan.plan().model().name();
        Epoch epoch = plan.epoch();
        long term = terms.getOrDefault(model, 0L);
        if (epoch.term() < term) {
            throw new RefusedException(
                    RefusalReason.STALE_EPOCH,
                    "epoch " + epoch + " of model '" + model + "' is of a planner that has lost the lead: term " + term
                            + " was seen");
        }
        Topic.Plan key = new Topic.Plan(model, epoch);
        Sha256 content = Sha256.of(Json.encodeCanonically(plan));
        Sha256 seen = contents.putIfAbsent(key, content);
        if (seen != null && !seen.equals(content)) {
            throw new RefusedException(
                    RefusalReason.CONFLICTING_EPOCH,
                    "epoch " + epoch + " of model '" + model
                            + "' was seen with another content; publish under a new epoch");
        }
        terms.put(model, epoch.term());
        if (contents.size() > MOST_EPOCHS) {
            contents.remove(contents.keySet().iterator().next());
        }
    }
}
