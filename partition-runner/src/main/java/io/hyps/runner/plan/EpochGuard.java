package io.hyps.runner.plan;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Set;

/**
 * Keeps this device from following a planner that has lost the lead: terms only grow, and an epoch has one content. Where
 * plans are signed it also keeps off old ones that are played back: an epoch that was retired does not return, and a plan
 * that is published now is newer than all before it.
 */
final class EpochGuard {
    private static final int MOST_EPOCHS = 1024;
    private static final int MOST_MODELS = 1024;

    /** By model; the one that was published longest ago is forgotten first. */
    private final LinkedHashMap<String, Epoch> highest = new LinkedHashMap<>();

    private final LinkedHashMap<Topic.Plan, Sha256> contents = new LinkedHashMap<>();
    private final Set<Topic.Plan> retired = Collections.newSetFromMap(new LinkedHashMap<>());
    private final boolean refusesReplays;

    /** @param refusesReplays whether plans are signed, so that an old one may be played back but not altered */
    EpochGuard(boolean refusesReplays) {
        this.refusesReplays = refusesReplays;
    }

    /** The plan is over. */
    void retire(Topic.Plan plan) {
        retired.add(plan);
        if (retired.size() > MOST_EPOCHS) {
            retired.remove(retired.iterator().next());
        }
    }

    /**
     * Lets a plan pass.
     *
     * @param kept whether the broker had it already, and so at any time before
     * @throws RefusedException if the term is lower than one seen for the model, the epoch was seen otherwise, or the plan
     *     is an old one
     */
    void admit(PublishedPlan plan, boolean kept) throws RefusedException {
        String model = plan.plan().model().name();
        Epoch epoch = plan.epoch();
        if (refusesReplays) {
            requireNew(new Topic.Plan(model, epoch), kept);
        }
        Epoch newest = highest.getOrDefault(model, epoch);
        if (epoch.term() < newest.term()) {
            throw new RefusedException(
                    RefusalReason.STALE_EPOCH,
                    "epoch " + epoch + " of model '" + model + "' is of a planner that has lost the lead: term "
                            + newest.term() + " was seen");
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
        highest.remove(model);
        highest.put(model, newest.compareTo(epoch) < 0 ? epoch : newest);
        if (highest.size() > MOST_MODELS) {
            highest.remove(highest.keySet().iterator().next());
        }
        if (contents.size() > MOST_EPOCHS) {
            contents.remove(contents.keySet().iterator().next());
        }
    }

    private void requireNew(Topic.Plan plan, boolean kept) throws RefusedException {
        if (retired.contains(plan)) {
            throw new RefusedException(
                    RefusalReason.STALE_EPOCH,
                    "epoch " + plan.epoch() + " of model '" + plan.model()
                            + "' was retired: an old plan is played back");
        }
        Epoch newest = highest.getOrDefault(plan.model(), plan.epoch());
        if (!kept && !contents.containsKey(plan) && plan.epoch().compareTo(newest) < 0) {
            throw new RefusedException(
                    RefusalReason.STALE_EPOCH,
                    "epoch " + plan.epoch() + " of model '" + plan.model() + "' comes after epoch " + newest
                            + ": an old plan is played back");
        }
    }
}
