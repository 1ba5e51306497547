package io.hyps.runner.plan;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;

/**
 * Keeps this device from following a planner that has lost the lead: terms only grow, and an epoch has one content. Where
 * plans are signed it also keeps off old ones that are played back, after a restart too: an epoch that was retired does not
 * return, and one that is new to this device is newer than all before it.
 */
final class EpochGuard {
    private final boolean refusesReplays;
    private final EpochMemory memory;
    private final KnownEpochs known;
    /** As it was at the start: what the broker kept by then is no older than that, or was seen. */
    private final KnownEpochs recalled;

    /** @param refusesReplays whether plans are signed, so that an old one may be played back but not altered */
    EpochGuard(boolean refusesReplays, EpochMemory memory) {
        this.refusesReplays = refusesReplays;
        this.memory = memory;
        this.known = memory.recall();
        this.recalled = memory.recall();
    }

    /** The plan is over. */
    void retire(Topic.Plan plan) {
        known.retire(plan);
        memory.keep(known);
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
        Topic.Plan key = new Topic.Plan(model, epoch);
        if (refusesReplays) {
            requireNew(key, kept);
        }
        Epoch newest = known.highest(model, epoch);
        if (epoch.term() < newest.term()) {
            throw new RefusedException(
                    RefusalReason.STALE_EPOCH,
                    "epoch " + epoch + " of model '" + model + "' is of a planner that has lost the lead: term "
                            + newest.term() + " was seen" + remedy(key));
        }
        if (!known.see(key, Sha256.of(Json.encodeCanonically(plan)))) {
            throw new RefusedException(
                    RefusalReason.CONFLICTING_EPOCH,
                    "epoch " + epoch + " of model '" + model
                            + "' was seen with another content; publish under a new epoch" + remedy(key));
        }
        memory.keep(known);
    }

    private void requireNew(Topic.Plan plan, boolean kept) throws RefusedException {
        if (known.isRetired(plan)) {
            throw new RefusedException(
                    RefusalReason.STALE_EPOCH,
                    "epoch " + plan.epoch() + " of model '" + plan.model() + "' was retired: an old plan is played back"
                            + remedy(plan));
        }
        if (known.mayBeForgotten(plan)) {
            throw new RefusedException(
                    RefusalReason.STALE_EPOCH,
                    "epoch " + plan.epoch() + " of model '" + plan.model()
                            + "' is older than all that this device remembers: an old plan is played back"
                            + remedy(plan));
        }
        Epoch newest = (kept ? recalled : known).highest(plan.model(), plan.epoch());
        if (!known.hasSeen(plan) && plan.epoch().compareTo(newest) < 0) {
            throw new RefusedException(
                    RefusalReason.STALE_EPOCH,
                    "epoch " + plan.epoch() + " of model '" + plan.model() + "' comes after epoch " + newest
                            + ": an old plan is played back" + remedy(plan));
        }
    }

    /** A planner that was set up anew begins with low epochs. */
    private String remedy(Topic.Plan plan) {
        boolean isOfEarlierRun = recalled.highest(plan.model(), plan.epoch()).compareTo(plan.epoch()) > 0
                || recalled.hasSeen(plan)
                || recalled.isRetired(plan);
        return isOfEarlierRun ? "; if the planner lost its store, stop this runner and remove " + memory : "";
    }
}
