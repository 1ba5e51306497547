package io.hyps.gateway.dispatch;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.PublishedPlan;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans of all models, and which of them are active. Refuses a lower term than one that was active before, and an
 * epoch seen with another content: a plan of a new term that is not active yet must not shut out the one that is. Not
 * safe for use from many threads.
 */
final class PlanBook {
    private static final Logger LOG = LoggerFactory.getLogger(PlanBook.class);
    private static final int MOST_PLANS_OF_A_MODEL = 16;
    private static final int MOST_MODELS = 1000;

    private final Map<String, ModelPlans> models = new TreeMap<>();

    void publish(PublishedPlan plan) {
        String model = plan.plan().model().name();
        if (!models.containsKey(model) && models.size() >= MOST_MODELS) {
            LOG.warn("plan refused: there are {} models already model={}", MOST_MODELS, model);
            return;
        }
        models.computeIfAbsent(model, ModelPlans::new).publish(plan);
    }

    void retire(String model, Epoch epoch) {
        ModelPlans plans = models.get(model);
        if (plans != null) {
            plans.byEpoch.remove(epoch);
        }
    }

    void activate(String model, Optional<ActivePlan> active) {
        if (!models.containsKey(model) && models.size() >= MOST_MODELS) {
            LOG.warn("active plan refused: there are {} models already model={}", MOST_MODELS, model);
            return;
        }
        models.computeIfAbsent(model, ModelPlans::new).activate(active);
    }

    /** The plan that new attempts use: the active one, once it is here too. */
    Optional<PublishedPlan> active(String model) {
        return Optional.ofNullable(models.get(model)).flatMap(ModelPlans::active);
    }

    /** Whether the plan has not been retired. */
    boolean holds(PublishedPlan plan) {
        ModelPlans plans = models.get(plan.plan().model().name());
        return plans != null && plans.byEpoch.containsKey(plan.epoch());
    }

    /** The models that have an active plan. */
    Set<String> models() {
        return Set.copyOf(models.keySet());
    }

    private static final class ModelPlans {
        private final String model;
        private final TreeMap<Epoch, PublishedPlan> byEpoch = new TreeMap<>();
        private @Nullable ActivePlan active;
        private long term;

        ModelPlans(String model) {
            this.model = model;
        }

        void publish(PublishedPlan plan) {
            PublishedPlan before = byEpoch.get(plan.epoch());
            if (plan.epoch().term() < term) {
                LOG.warn("plan refused: term {} has begun model={} epoch={}", term, model, plan.epoch());
            } else if (before != null && !before.equals(plan)) {
                LOG.warn(
                        "plan refused: the epoch was seen with another content model={} epoch={}", model, plan.epoch());
            } else {
                byEpoch.put(plan.epoch(), plan);
                dropOldest();
                LOG.info("plan known model={} epoch={} planId={}", model, plan.epoch(), plan.planId());
            }
        }

        private void dropOldest() {
            if (byEpoch.size() > MOST_PLANS_OF_A_MODEL) {
                Epoch oldest = byEpoch.firstKey();
                boolean isActive = active != null && active.epoch().equals(oldest);
                Epoch dropped = isActive ? byEpoch.higherKey(oldest) : oldest;
                byEpoch.remove(dropped);
                LOG.warn("plan forgotten: {} are kept model={} epoch={}", MOST_PLANS_OF_A_MODEL, model, dropped);
            }
        }

        void activate(Optional<ActivePlan> given) {
            ActivePlan next = given.orElse(null);
            if (next != null && next.epoch().term() < term) {
                LOG.warn("active plan refused: term {} has begun model={} epoch={}", term, model, next.epoch());
                return;
            }
            if (next != null) {
                term = next.epoch().term();
            }
            active = next;
            LOG.info("plan active model={} epoch={}", model, next == null ? "none" : next.epoch());
        }

        Optional<PublishedPlan> active() {
            ActivePlan wanted = active;
            return wanted == null
                    ? Optional.empty()
                    : Optional.ofNullable(byEpoch.get(wanted.epoch()))
                            .filter(plan -> plan.planId().equals(wanted.planId()));
        }
    }
}
