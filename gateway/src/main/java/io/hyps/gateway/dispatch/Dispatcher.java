package io.hyps.gateway.dispatch;

import io.hyps.gateway.collect.OutputSink;
import io.hyps.gateway.kafka.FramePriorities;
import io.hyps.gateway.kafka.FrameRecord;
import io.hyps.gateway.kafka.FrameSink;
import io.hyps.gateway.kafka.FrameTicket;
import io.hyps.gateway.kafka.LogEntry;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.gateway.GatewayStatus.ModelDispatch;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.tensor.TensorMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads every frame to exactly one result. All of its state is touched on the lane only; its methods may be called from
 * any thread and do not block.
 */
public final class Dispatcher implements FrameSink, OutputSink, PlanSink {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(5);

    private final Lane lane;
    private final Crew crew;
    private final PlanBook plans = new PlanBook();
    private final PlannedPriorities priorities = new PlannedPriorities();
    private final Map<FrameId, Flight> flights = new HashMap<>();
    private final AnsweredFrames answered;
    private final List<Runnable> whenIdle = new ArrayList<>();
    private final AtomicLong framesAnswered = new AtomicLong();
    private final AtomicLong outputsIgnored = new AtomicLong();
    private @Nullable Long synchronisedNanos;

    public Dispatcher(String gateway, Lane lane, Ports ports, DispatchLimits limits, Time time) {
        this.lane = lane;
        this.answered = new AnsweredFrames(limits.answersRemembered());
        this.crew = new Crew(gateway, lane, ports, plans, limits, time, new Tower());
    }

    @Override
    public void accept(FrameRecord record, FrameTicket ticket) {
        if (record instanceof FrameRecord.Whole whole) {
            lane.execute(() -> begin(whole.frame(), whole.storedAt(), ticket, Flight::advance));
        } else if (record instanceof FrameRecord.Duplicate duplicate) {
            pass(duplicate, ticket);
        } else if (record instanceof FrameRecord.Damaged damaged) {
            damaged.frame()
                    .ifPresentOrElse(
                            frame -> lane.execute(() -> begin(
                                    frame,
                                    damaged.storedAt(),
                                    ticket,
                                    flight -> flight.fail(ErrorCode.BAD_PROPERTIES, damaged.reason()))),
                            () -> bury(damaged, ticket));
        } else {
            throw new IllegalStateException("unknown record " + record);
        }
    }

    private void begin(Frame frame, Instant storedAt, FrameTicket ticket, Consumer<Flight> first) {
        if (answered.contains(frame.id())) {
            LOG.debug("frame answered before frameId={}", frame.id());
            var unused = ticket.settle(List.of());
            return;
        }
        Flight underWay = flights.get(frame.id());
        if (underWay != null) {
            underWay.join(ticket);
            return;
        }
        Flight flight = new Flight(frame, storedAt, ticket, crew);
        flights.put(frame.id(), flight);
        first.accept(flight);
    }

    private void bury(FrameRecord.Damaged record, FrameTicket ticket) {
        LOG.warn("record is no frame, no result can be given origin={} reason={}", record.origin(), record.reason());
        write(
                ResultEntries.ofStray(crew.ports().topics(), record, ErrorCode.BAD_PROPERTIES),
                ticket,
                record.origin().toString());
    }

    private void pass(FrameRecord.Duplicate record, FrameTicket ticket) {
        LOG.debug("duplicate not dispatched frameId={} first={}", record.frame().id(), record.first());
        Instant now = crew.time().clock().instant();
        write(
                ResultEntries.ofDuplicate(crew.ports().topics(), record, now),
                ticket,
                record.frame().id().toString());
    }

    private void write(List<LogEntry> entries, FrameTicket ticket, String subject) {
        var unused = ticket.settle(entries).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.error("not kept, tried again record={}", subject, failure);
                lane.after(TRY_AGAIN_AFTER, () -> write(entries, ticket, subject));
            }
        });
    }

    @Override
    public void accept(TensorMessage message, Runnable counted) {
        lane.execute(() -> {
            Flight flight = flights.get(message.address().frame());
            if (flight == null || !flight.output(message)) {
                outputsIgnored.incrementAndGet();
                LOG.debug("output ignored: late, duplicate or unknown address={}", message.address());
            }
            counted.run();
        });
    }

    @Override
    public void published(PublishedPlan plan) {
        lane.execute(() -> {
            plans.publish(plan);
            prioritise(plan.plan().model().name());
        });
    }

    @Override
    public void retired(String model, Epoch epoch) {
        lane.execute(() -> {
            plans.retire(model, epoch);
            prioritise(model);
            List.copyOf(flights.values()).forEach(Flight::planRetired);
        });
    }

    @Override
    public void activated(String model, Optional<ActivePlan> active) {
        lane.execute(() -> {
            plans.activate(model, active);
            prioritise(model);
        });
    }

    @Override
    public void synchronised() {
        lane.execute(() -> synchronisedNanos = crew.time().nanos().getAsLong());
    }

    private void prioritise(String model) {
        priorities.follow(model, plans.active(model));
    }

    /** Which frames go first, by the active plans. */
    public FramePriorities priorities() {
        return priorities;
    }

    /** Frames that have their result in Kafka. */
    public long framesAnswered() {
        return framesAnswered.get();
    }

    /** Outputs that came too late, twice or for nothing. */
    public long outputsIgnored() {
        return outputsIgnored.get();
    }

    /**
     * The plan that a new frame of the model would use; none if the model has none. Fails while that cannot be known: the
     * broker has not sent the plans yet.
     */
    public CompletableFuture<Optional<PublishedPlan>> activePlan(String model) {
        CompletableFuture<Optional<PublishedPlan>> plan = new CompletableFuture<>();
        lane.execute(() -> {
            Optional<PublishedPlan> active = plans.active(model);
            if (active.isPresent() || crew.tower().plansAreHere()) {
                plan.complete(active);
            } else {
                plan.completeExceptionally(new IllegalStateException("the plans are not here yet"));
            }
        });
        return plan;
    }

    /** What is dispatched now, by model. */
    public CompletableFuture<List<ModelDispatch>> models() {
        CompletableFuture<List<ModelDispatch>> models = new CompletableFuture<>();
        lane.execute(() -> models.complete(ModelTally.of(plans, flights.values())));
        return models;
    }

    /** Completes once no frame is under way. */
    public CompletableFuture<Void> idle() {
        CompletableFuture<Void> idle = new CompletableFuture<>();
        lane.execute(() -> {
            whenIdle.add(() -> idle.complete(null));
            runIfIdle();
        });
        return idle;
    }

    private void runIfIdle() {
        if (flights.isEmpty()) {
            whenIdle.forEach(Runnable::run);
            whenIdle.clear();
        }
    }

    private final class Tower implements Crew.Tower {
        @Override
        public boolean plansAreHere() {
            Long since = synchronisedNanos;
            long graceNanos = crew.limits().planGrace().toNanos();
            return since != null && crew.time().nanos().getAsLong() - since >= graceNanos;
        }

        @Override
        public void landed(Flight flight, boolean wasAnswered) {
            flights.remove(flight.frame().id());
            if (wasAnswered) {
                answered.add(flight.frame().id());
                framesAnswered.incrementAndGet();
            }
            runIfIdle();
        }
    }
}
