package io.hyps.runner.plan;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.device.DeviceStatus.Refusal;
import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.signature.TrustedKeys;
import io.hyps.protocol.signature.UntrustedException;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;
import io.hyps.runner.budget.MemoryAccount;
import io.hyps.runner.budget.UnusedPages;
import io.hyps.runner.mqtt.StatusBoard;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the retained plans: takes those that fit, refuses the others with the reason, lets go of retired ones. */
public final class PlanFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlanFollower.class);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_POSTPONED = 64;

    private final String device;
    private final MemoryAccount account;
    private final PlanLoader loader;
    private final StatusBoard board;
    private final Duration retryAfter;
    private final LongSupplier nanos;
    private final PlanInbox inbox = new PlanInbox();
    private final TrustedKeys trusted;
    private final EpochGuard guard;
    private final Map<Topic.Plan, HeldPlan> held = new LinkedHashMap<>();
    private final Map<Topic.Plan, Postponed> postponed = new LinkedHashMap<>();
    private final Thread thread;
    /** Whether other memory is free than when it was lent last. */
    private boolean changed;

    /** A plan refused for a reason that may pass. */
    private record Postponed(PublishedPlan plan, long dueNanos) {}

    public PlanFollower(
            String device,
            MemoryAccount account,
            PlanLoader loader,
            StatusBoard board,
            TrustedKeys trusted,
            EpochMemory memory,
            Duration retryAfter,
            LongSupplier nanos) {
        this.device = device;
        this.account = account;
        this.loader = loader;
        this.board = board;
        this.trusted = trusted;
        this.guard = new EpochGuard(trusted.isRequired(), memory);
        this.retryAfter = retryAfter;
        this.nanos = nanos;
        this.thread = new Thread(this::follow, "hyps-plans");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Takes what arrived on a topic of {@link Topic.Plan#ALL_FILTER}; never blocks. */
    public void receive(MqttMessage message) {
        Optional<Topic.Plan> plan = Topic.Plan.parse(message.topic());
        if (plan.isEmpty()) {
            LOG.warn("topic={} is no plan's: passed over", message.topic());
            return;
        }
        try {
            // before it can take the place of one that is to be believed
            trusted.require(message);
        } catch (UntrustedException e) {
            String what = message.payload().isEmpty() ? "the end of a plan" : "a plan";
            refuse(
                    plan.get(),
                    new RefusedException(RefusalReason.BAD_SIGNATURE, what + " is not believed: " + e.getMessage(), e));
            return;
        }
        if (!inbox.put(new PlanInbox.PlanMessage(plan.get(), message.payload(), message.retained()))) {
            LOG.warn("topic={} passed over: too many plans are waiting", message.topic());
        }
    }

    private void follow() {
        try {
            while (true) {
                Optional<PlanInbox.PlanMessage> message = inbox.poll(TICK);
                try {
                    if (message.isPresent()) {
                        follow(message.get());
                    } else {
                        rest();
                    }
                } catch (RuntimeException e) {
                    LOG.error("a plan could not be followed", e);
                }
            }
        } catch (InterruptedException closing) {
            LOG.debug("device={} follows plans no more", device);
        }
    }

    private void follow(PlanInbox.PlanMessage message) throws InterruptedException {
        Topic.Plan topic = message.topic();
        if (message.payload().isEmpty()) {
            retire(topic);
            return;
        }
        try {
            PublishedPlan plan = read(topic, message.payload());
            boolean concerned = !plan.partitionsOf(device).isEmpty();
            try {
                guard.admit(plan, message.kept());
            } catch (RefusedException e) {
                if (concerned) {
                    throw e;
                }
                LOG.warn("model={} epoch={} passed over: {}", topic.model(), topic.epoch(), e.line());
                return;
            }
            board.forgetRefusal(topic.model(), topic.epoch());
            if (concerned && !held.containsKey(topic)) {
                take(topic, plan);
            }
        } catch (RefusedException e) {
            refuse(topic, e);
        }
    }

    private static PublishedPlan read(Topic.Plan topic, Payload payload) throws RefusedException {
        PublishedPlan plan;
        try {
            plan = PublishedPlan.decode(payload.array());
        } catch (MalformedMessageException e) {
            throw new RefusedException(RefusalReason.BAD_PLAN, String.valueOf(e.getMessage()), e);
        }
        String model = plan.plan().model().name();
        if (!plan.epoch().equals(topic.epoch()) || !model.equals(topic.model())) {
            throw new RefusedException(
                    RefusalReason.BAD_PLAN,
                    "plan refused: on " + topic + " there is epoch " + plan.epoch() + " of model '" + model + "'");
        }
        return plan;
    }

    private void take(Topic.Plan topic, PublishedPlan plan) throws InterruptedException {
        HeldPlan taken = new HeldPlan(plan, device);
        postponed.remove(topic);
        try {
            account.open(topic, taken.demand());
            held.put(topic, taken);
            changed = true;
            if (account.isOverdrawn()) {
                loader.takeBack(held);
            }
            loader.load(topic, taken, () -> !inbox.hasNewer(topic));
            UnusedPages.giveBack();
            LOG.info("model={} epoch={} ready partitions={}", topic.model(), topic.epoch(), ids(taken));
        } catch (RefusedException e) {
            if (e.reason().isPassing() && postponed.size() < MOST_POSTPONED) {
                postponed.put(topic, new Postponed(plan, nanos.getAsLong() + retryAfter.toNanos()));
            }
            letGo(topic);
            refuse(topic, e);
        } catch (CancellationException superseded) {
            LOG.info("model={} epoch={} given up: {}", topic.model(), topic.epoch(), superseded.getMessage());
            letGo(topic);
        } catch (OutOfMemoryError e) {
            letGo(topic);
            refuse(
                    topic,
                    new RefusedException(
                            RefusalReason.OUT_OF_MEMORY,
                            "the partitions cannot be loaded: " + e.getMessage()
                                    + "; give this device more memory, or its JVM a larger heap (-Xmx)",
                            e));
        } catch (RuntimeException e) {
            letGo(topic);
            throw e;
        }
    }

    private void refuse(Topic.Plan topic, RefusedException e) {
        LOG.warn("model={} epoch={} refused reason={}: {}", topic.model(), topic.epoch(), e.reason(), e.line());
        board.refuse(new Refusal(topic.model(), topic.epoch(), e.reason().toString(), e.line()));
    }

    private void retire(Topic.Plan topic) throws InterruptedException {
        postponed.remove(topic);
        guard.retire(topic);
        board.forgetRefusal(topic.model(), topic.epoch());
        if (letGo(topic)) {
            LOG.info("model={} epoch={} retired", topic.model(), topic.epoch());
            postponed.replaceAll((t, p) -> new Postponed(p.plan(), nanos.getAsLong()));
        }
    }

    private boolean letGo(Topic.Plan topic) throws InterruptedException {
        HeldPlan plan = held.get(topic);
        if (plan == null) {
            return false;
        }
        loader.unload(plan);
        held.remove(topic);
        account.close(topic);
        changed = true;
        return true;
    }

    /** When nothing comes: tries again one plan that was refused for a reason that may have passed; if none waits, lends what is free. */
    private void rest() throws InterruptedException {
        for (Map.Entry<Topic.Plan, Postponed> entry : postponed.entrySet()) {
            if (entry.getValue().dueNanos() - nanos.getAsLong() <= 0) {
                take(entry.getKey(), entry.getValue().plan());
                return;
            }
        }
        if (changed && postponed.isEmpty()) {
            changed = false;
            loader.lendMore(held);
        }
    }

    /** Follows no plan any more and takes no tensors; what has fired can still be computed. */
    public void stopTaking() {
        thread.interrupt();
        try {
            thread.join(CLOSE_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            held.values().forEach(loader::stopTaking);
        }
    }

    /** Frees the partitions; after {@link #stopTaking} and once the compute thread has ended. */
    @Override
    public void close() {
        if (!thread.isAlive()) {
            held.values().forEach(HeldPlan::closeSessions);
            held.clear();
        }
    }

    private static List<String> ids(HeldPlan plan) {
        return plan.partitions().stream().map(p -> p.id()).toList();
    }
}
