package io.hyps.planner.service;

import io.hyps.planner.service.Attempt.Purpose;
import io.hyps.planner.store.DiskFailure;
import io.hyps.planner.store.PlanStore;
import io.hyps.planner.store.SliceStore;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.control.PlannerReply.Reason;
import io.hyps.protocol.control.PlannerRequest;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.topic.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes plans, sees their devices become ready, activates them. A model has one attempt at a time. Used by one
 * thread.
 */
final class PlanControl {
    private static final Logger LOG = LoggerFactory.getLogger(PlanControl.class);

    private final PlanStore plans;
    private final SliceStore slices;
    private final Observed observed;
    private final Sender sender;
    private final Roles roles;
    private final Duration readyTimeout;
    private final LongSupplier nanos;
    private final Retirement retirement;
    private final Failover failover;
    private final Map<String, Attempt> attempts = new HashMap<>();
    private long term;
    private long counter;

    PlanControl(
            PlanStore plans,
            SliceStore slices,
            Observed observed,
            Sender sender,
            Roles roles,
            Duration readyTimeout,
            Duration failoverAfter,
            LongSupplier nanos) {
        this.plans = plans;
        this.slices = slices;
        this.observed = observed;
        this.sender = sender;
        this.roles = roles;
        this.readyTimeout = readyTimeout;
        this.nanos = nanos;
        retirement = new Retirement(observed, sender, roles, nanos);
        failover = new Failover(observed, plans, failoverAfter, nanos);
    }

    /** Begins a term. Puts back the plans that were active but of which the broker knows nothing any more, or no longer the last. */
    void lead() throws IOException, InterruptedException {
        term = plans.beginTerm(observed.highestTerm());
        LOG.info("leading term={}", term);
        roles.settle();
        for (String model : plans.models()) {
            List<Epoch> activated = plans.activated(model);
            if (!activated.isEmpty() && isForgotten(model, activated.get(activated.size() - 1))) {
                Optional<PublishedPlan> last = plans.find(model, activated.get(activated.size() - 1));
                if (last.isPresent()) {
                    LOG.info(
                            "plan put back model={} epoch={}", model, last.get().epoch());
                    begin(last.get().plan(), last.get().bindings(), Purpose.ACTIVATE, Optional.empty(), Long.MAX_VALUE);
                }
            }
        }
    }

    /** Whether the broker knows nothing of what was active last, or tells of an earlier plan. */
    private boolean isForgotten(String model, Epoch last) {
        return observed.active(model)
                .filter(active -> active.epoch().compareTo(last) >= 0)
                .isEmpty();
    }

    /** Publishes a plan whose slices, and those of its plans for losses, are all in the store; asks for those that are not. */
    void publish(PlannerRequest.Publish request, ReplyTo client) throws IOException, InterruptedException {
        Plan plan = request.plan();
        List<Plan> all = Stream.concat(Stream.of(plan), request.losses().values().stream())
                .toList();
        Optional<Map<String, String>> bindings =
                isWhole(all, client) ? accept(plan, request.bindings(), client) : Optional.empty();
        if (bindings.isPresent()) {
            plans.saveLosses(plan, request.losses());
            begin(plan, bindings.get(), Purpose.ACTIVATE, Optional.of(client), deadline());
        }
    }

    /** The same, beside the active plan. */
    void prepare(PlannerRequest.Prepare request, ReplyTo client) throws IOException, InterruptedException {
        Plan plan = request.plan();
        Optional<Map<String, String>> bindings =
                isWhole(List.of(plan), client) ? accept(plan, request.bindings(), client) : Optional.empty();
        if (bindings.isPresent()) {
            begin(plan, bindings.get(), Purpose.PREPARE, Optional.of(client), deadline());
        }
    }

    /** Whether all slices are there; says to the client what is not. */
    private boolean isWhole(List<Plan> all, ReplyTo client) throws IOException, InterruptedException {
        List<Sha256> missing = all.stream()
                .flatMap(PlanControl::blobs)
                .map(SliceRef.Blob::sha256)
                .distinct()
                .filter(sha256 -> !slices.contains(sha256))
                .toList();
        if (!missing.isEmpty()) {
            sender.reply(client, new PlannerReply.Missing(missing));
            return false;
        }
        Optional<String> wrong = wrongSize(all);
        if (wrong.isPresent()) {
            refuse(client, Reason.BAD_REQUEST, wrong.get());
        }
        return wrong.isEmpty();
    }

    /** @return the devices of the plan, for which all else may make way; none if the client has heard why not */
    private Optional<Map<String, String>> accept(Plan plan, Map<String, String> given, ReplyTo client)
            throws InterruptedException {
        String model = plan.model().name();
        Attempt underWay = attempts.get(model);
        if (underWay != null && underWay.client().isPresent()) {
            refuse(
                    client,
                    Reason.BUSY,
                    "another plan of model '" + model + "' is being published, as epoch "
                            + underWay.plan().epoch() + ": try again when it is done");
            return Optional.empty();
        }
        Binder.Outcome outcome = Binder.bind(plan, given, observed.availableBytes());
        if (outcome instanceof Binder.Outcome.Refused refused) {
            refuse(client, refused.reason(), refused.message());
        } else if (outcome instanceof Binder.Outcome.Bound bound) {
            return Optional.of(bound.bindings());
        }
        return Optional.empty();
    }

    /** The newest plan that was active before the active one and is another. */
    void rollback(PlannerRequest.Rollback request, ReplyTo client) throws IOException, InterruptedException {
        String model = request.model();
        Optional<ActivePlan> active = observed.active(model);
        if (active.isEmpty()) {
            refuse(
                    client,
                    Reason.BAD_REQUEST,
                    "model '" + model + "' has no active plan; models with one are "
                            + observed.activeModels().stream().sorted().toList());
            return;
        }
        List<Epoch> activated = plans.activated(model);
        for (int i = activated.size() - 1; i >= 0; i--) {
            Optional<PublishedPlan> plan = plans.find(model, activated.get(i));
            if (activated.get(i).compareTo(active.get().epoch()) < 0
                    && plan.isPresent()
                    && !plan.get().planId().equals(active.get().planId())) {
                Plan earlier = plan.get().plan();
                Optional<Map<String, String>> bindings =
                        accept(earlier, usable(plan.get().bindings()), client);
                if (bindings.isPresent()) {
                    begin(earlier, bindings.get(), Purpose.ACTIVATE, Optional.of(client), deadline());
                }
                return;
            }
        }
        refuse(
                client,
                Reason.BAD_REQUEST,
                "model '" + model + "' has no other plan before the active one, "
                        + active.get().epoch());
    }

    /** Looks at what devices and gateways say now, and at the time. */
    void review() throws InterruptedException {
        for (Attempt attempt : List.copyOf(attempts.values())) {
            review(attempt);
        }
        for (Topic topic : observed.takeDisturbed()) {
            putRight(topic);
        }
        for (String model : observed.activeModels()) {
            if (!attempts.containsKey(model)) {
                failOver(model);
            }
        }
        retirement.review(attempts.values().stream().map(a -> a.plan().epoch()).toList(), term);
    }

    /** Somebody else has written there: what was ours comes back, what was not goes. */
    private void putRight(Topic topic) throws InterruptedException {
        try {
            if (topic instanceof Topic.Plan plan) {
                Optional<PublishedPlan> ours = observed.plan(plan.model(), plan.epoch());
                if (ours.isPresent()) {
                    sender.retain(plan, ours.get());
                } else {
                    sender.clear(plan);
                }
            } else if (topic instanceof Topic.Active active) {
                Optional<ActivePlan> ours = observed.active(active.model());
                if (ours.isPresent()) {
                    sender.retain(active, ours.get());
                } else {
                    sender.clear(active);
                }
            }
            LOG.info("put right topic={}", topic);
        } catch (LinkException e) {
            LOG.warn("not put right yet topic={} reason={}", topic, e.getMessage());
            observed.disturbed(topic);
        }
    }

    /** How often a plan has gone to other devices; for any thread. */
    long failovers() {
        return failover.count();
    }

    private void failOver(String model) throws InterruptedException {
        try {
            Optional<Failover.Move> move = failover.review(model);
            if (move.isPresent()) {
                begin(move.get().plan(), move.get().bindings(), Purpose.ACTIVATE, Optional.empty(), deadline());
            }
        } catch (IOException e) {
            LOG.error("no failover, the store failed model={} reason={}", model, DiskFailure.line(e));
        }
    }

    private long deadline() {
        return nanos.getAsLong() + readyTimeout.toNanos();
    }

    private Map<String, String> usable(Map<String, String> bindings) {
        Map<String, Long> online = observed.availableBytes();
        Map<String, String> usable = new HashMap<>(bindings);
        usable.values().removeIf(device -> !online.containsKey(device));
        return usable;
    }

    /**
     * The attempt that is under way makes way once the store has the new plan, and before devices hear of it.
     *
     * @param deadlineNanos when to give up; {@link Long#MAX_VALUE}: never
     */
    private void begin(
            Plan plan, Map<String, String> bindings, Purpose purpose, Optional<ReplyTo> client, long deadlineNanos)
            throws IOException, InterruptedException {
        PublishedPlan published = new PublishedPlan(nextEpoch(), plan.id(), bindings, plan);
        String model = plan.model().name();
        Attempt attempt = new Attempt(published, purpose, client, deadlineNanos, List.of());
        plans.save(published);
        Attempt underWay = attempts.get(model);
        if (underWay != null) {
            withdraw(underWay);
        }
        observed.published(published);
        try {
            roles.open(published);
            sender.retain(new Topic.Plan(model, published.epoch()), published);
        } catch (LinkException e) {
            plans.drop(model, published.epoch());
            if (client.isPresent()) {
                refuse(client.get(), Reason.BUSY, "the plan could not be published: " + e.getMessage());
            }
            // it may be on its way all the same
            retirement.withdraw(model, published.epoch());
            return;
        }
        LOG.info(
                "plan published model={} epoch={} planId={} bindings={}",
                model,
                published.epoch(),
                plan.id(),
                bindings);
        attempts.put(model, attempt);
        if (client.isPresent()) {
            sender.reply(client.get(), attempt.waiting(List.of()));
        }
        review(attempt);
    }

    private void review(Attempt attempt) throws InterruptedException {
        try {
            decide(attempt);
        } catch (IOException e) {
            LOG.error(
                    "store failed model={} epoch={}",
                    attempt.model(),
                    attempt.plan().epoch(),
                    e);
            giveUp(attempt, Reason.BUSY, "the store failed: " + DiskFailure.line(e) + "; the plan was withdrawn");
        }
    }

    private void decide(Attempt attempt) throws IOException, InterruptedException {
        List<String> ready = attempt.ready(observed);
        Optional<String> refusal = attempt.refusal(observed);
        if (refusal.isPresent()) {
            giveUp(attempt, Reason.DEVICE_REFUSED, refusal.get());
        } else if (ready.size() == attempt.devices().size()) {
            complete(attempt);
        } else if (attempt.deadlineNanos() != Long.MAX_VALUE && nanos.getAsLong() - attempt.deadlineNanos() > 0) {
            giveUp(attempt, Reason.UNREACHABLE, attempt.lateness(observed, ready));
        } else if (!ready.equals(attempt.told())) {
            attempts.put(attempt.model(), attempt.withTold(ready));
            if (attempt.client().isPresent()) {
                sender.reply(attempt.client().get(), attempt.waiting(ready));
            }
        }
    }

    private void complete(Attempt attempt) throws IOException, InterruptedException {
        switch (attempt.purpose()) {
            case ACTIVATE -> activate(attempt);
            case PREPARE -> lend(attempt);
        }
    }

    /** The plan stays as it is for as long as it is used. */
    private void lend(Attempt attempt) throws IOException, InterruptedException {
        PublishedPlan plan = attempt.plan();
        attempts.remove(attempt.model());
        // no rollback goes to it
        plans.drop(attempt.model(), plan.epoch());
        retirement.lent(attempt.model(), plan.epoch());
        LOG.info("plan ready beside the active one model={} epoch={}", attempt.model(), plan.epoch());
        if (attempt.client().isPresent()) {
            sender.reply(
                    attempt.client().get(),
                    new PlannerReply.Prepared(attempt.model(), plan.epoch(), plan.planId(), plan.bindings()));
        }
    }

    private void activate(Attempt attempt) throws IOException, InterruptedException {
        PublishedPlan plan = attempt.plan();
        ActivePlan active = new ActivePlan(plan.epoch(), plan.planId());
        plans.saveActive(attempt.model(), plan.epoch());
        try {
            sender.retain(new Topic.Active(attempt.model()), active);
        } catch (LinkException e) {
            LOG.warn("activation postponed model={} epoch={} reason={}", attempt.model(), plan.epoch(), e.getMessage());
            return;
        }
        LOG.info("plan active model={} epoch={} planId={}", attempt.model(), plan.epoch(), plan.planId());
        observed.activated(attempt.model(), active);
        retirement.activated(attempt.model());
        attempts.remove(attempt.model());
        if (attempt.client().isPresent()) {
            sender.reply(
                    attempt.client().get(),
                    new PlannerReply.Activated(attempt.model(), plan.epoch(), plan.planId(), plan.bindings()));
        }
    }

    private void giveUp(Attempt attempt, Reason reason, String message) throws InterruptedException {
        withdraw(attempt);
        if (attempt.client().isPresent()) {
            refuse(attempt.client().get(), reason, message);
        } else {
            LOG.warn(
                    "plan given up model={} epoch={} reason={}",
                    attempt.model(),
                    attempt.plan().epoch(),
                    message);
        }
    }

    private void withdraw(Attempt attempt) throws InterruptedException {
        Epoch epoch = attempt.plan().epoch();
        attempts.remove(attempt.model());
        retirement.withdraw(attempt.model(), epoch);
        try {
            plans.drop(attempt.model(), epoch);
        } catch (IOException e) {
            LOG.warn(
                    "plan's file left behind model={} epoch={} reason={}", attempt.model(), epoch, DiskFailure.line(e));
        }
    }

    private void refuse(ReplyTo client, Reason reason, String message) throws InterruptedException {
        LOG.info("request refused reason={} message={}", reason, message);
        sender.reply(client, new PlannerReply.Refused(reason, message));
    }

    private Epoch nextEpoch() throws IOException {
        if (observed.highestTerm() > term) {
            term = plans.beginTerm(observed.highestTerm());
            counter = 0;
        }
        counter++;
        return new Epoch(term, counter);
    }

    private static Stream<SliceRef.Blob> blobs(Plan plan) {
        return plan.partitions().stream().flatMap(p -> p.slice().blobs());
    }

    private Optional<String> wrongSize(List<Plan> all) throws IOException {
        for (SliceRef.Blob blob : all.stream().flatMap(PlanControl::blobs).toList()) {
            long size = slices.size(blob.sha256()).orElse(-1);
            if (size != blob.bytes()) {
                return Optional.of("file " + blob.sha256() + " has " + size + " bytes, the plan says " + blob.bytes());
            }
        }
        return Optional.empty();
    }
}
