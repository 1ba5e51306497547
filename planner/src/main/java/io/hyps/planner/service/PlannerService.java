package io.hyps.planner.service;

import io.hyps.planner.acl.DeviceRoles;
import io.hyps.planner.store.DiskFailure;
import io.hyps.planner.store.PlanStore;
import io.hyps.planner.store.SliceStore;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.control.PlannerReply.Reason;
import io.hyps.protocol.control.PlannerRequest;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.signature.SigningKey;
import io.hyps.protocol.signature.TrustedKeys;
import io.hyps.protocol.slice.SliceChunk;
import io.hyps.protocol.topic.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The planner service on a link: serves slices at once, takes the lead when it has seen what the broker retains, then
 * takes requests. Every message is acknowledged after its effect.
 */
public final class PlannerService implements AutoCloseable {
    /** How many deliveries the link may hold unacknowledged; each worker's queue has places for several times as many. */
    public static final int RECEIVE_MAXIMUM = 64;

    private static final Logger LOG = LoggerFactory.getLogger(PlannerService.class);
    private static final int QUEUE_PLACES = 8 * RECEIVE_MAXIMUM;
    private static final Duration QUIET = Duration.ofMillis(500);
    private static final Duration REVIEW_EVERY = Duration.ofMillis(200);
    private static final Duration LEAD_AGAIN_AFTER = Duration.ofSeconds(10);

    private final MqttLink link;
    private final Observed observed;
    private final Sender sender;
    private final SliceServer slices;
    private final PlanControl control;
    private final LongSupplier nanos;
    private final Worker controlWorker = new Worker("planner-control", QUEUE_PLACES);
    private final Worker sliceWorker = new Worker("planner-slices", QUEUE_PLACES);
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "planner-clock"));
    private final AtomicLong lastRetainedNanos;
    /** Those of a leader; before it leads there are none. */
    private volatile Optional<MqttLink.Subscription> requests = Optional.empty();

    private volatile boolean ended;
    /** Whether the broker has granted all that is watched; only the control thread looks. */
    private boolean watching;

    private long nextTryNanos;

    private List<MqttLink.Subscription> watched = List.of();

    private PlannerService(MqttLink link, Path folder, Limits limits, Guard guard, LongSupplier nanos)
            throws IOException {
        this.link = link;
        this.nanos = nanos;
        observed = new Observed(guard.trusted());
        sender = new Sender(link, guard.signature());
        nextTryNanos = nanos.getAsLong();
        lastRetainedNanos = new AtomicLong(nextTryNanos);
        SliceStore store = SliceStore.open(folder, limits.largestFile());
        SliceRights rights = guard.keepsRoles() ? new SliceRights.ByPlan(observed, this::isLeading) : SliceRights.ALL;
        slices = new SliceServer(store, link, sender, rights);
        DeviceRoles roles = guard.keepsRoles() ? DeviceRoles.at(link) : DeviceRoles.NONE;
        control = new PlanControl(
                PlanStore.open(folder),
                store,
                observed,
                sender,
                new Roles(roles, observed),
                limits.readyTimeout(),
                limits.failoverAfter(),
                nanos);
    }

    /**
     * What the service allows.
     *
     * @param largestFile the most bytes of one slice file
     * @param readyTimeout how long the devices of a plan have to become ready
     * @param failoverAfter how long a device of an active plan may be away before others get its part; zero: for ever
     */
    public record Limits(ByteSize largestFile, Duration readyTimeout, Duration failoverAfter) {}

    /**
     * How plans are guarded.
     *
     * @param key signs plans and what activates and ends them
     * @param others public keys of other planners, such as the one before this key
     * @param keepsRoles whether the broker's roles are kept as plans are, and a device gets only its own slices
     */
    public record Guard(Optional<SigningKey> key, TrustedKeys others, boolean keepsRoles) {
        /** Plans are not signed, devices do as they like. */
        public static final Guard NONE = new Guard(Optional.empty(), TrustedKeys.NONE, false);

        TrustedKeys trusted() {
            return key.map(own -> own.trusted().and(others)).orElse(TrustedKeys.NONE);
        }

        UnaryOperator<Publication> signature() {
            return publication -> key.map(own -> own.sign(publication)).orElse(publication);
        }
    }

    /** Starts one that signs nothing. */
    public static PlannerService start(MqttLink link, Path folder, Limits limits, LongSupplier nanos)
            throws IOException {
        return start(link, folder, limits, Guard.NONE, nanos);
    }

    /**
     * Starts the service; the link may connect later. The link stays the caller's to close, after the service.
     *
     * @param folder the store's
     */
    public static PlannerService start(MqttLink link, Path folder, Limits limits, Guard guard, LongSupplier nanos)
            throws IOException {
        PlannerService service = new PlannerService(link, folder, limits, guard, nanos);
        service.subscribe();
        return service;
    }

    /** Whether it has seen what the broker retains, and takes requests. Never again once another has taken over. */
    public boolean isLeading() {
        return !ended && requests.filter(PlannerService::isGranted).isPresent();
    }

    /** Devices that are online. */
    public int devicesOnline() {
        return observed.availableBytes().size();
    }

    /** Models with an active plan. */
    public int modelsActive() {
        return observed.activeModels().size();
    }

    /** How often a plan has gone to other devices, as one of its own was lost. */
    public long failovers() {
        return control.failovers();
    }

    private void subscribe() {
        link.addConnectionListener(new Takeover());
        watched = Stream.of(
                        Topic.DeviceStatus.ALL_FILTER,
                        Topic.GatewayStatus.ALL_FILTER,
                        Topic.Plan.ALL_FILTER,
                        Topic.Active.ALL_FILTER)
                .map(filter -> link.subscribe(filter, this::observe))
                .toList();
        link.subscribe(
                Topic.SliceRequests.ALL_FILTER,
                delivery -> sliceWorker.execute(delivery, () -> slices.serve(delivery)));
        ScheduledFuture<?> unused = clock.scheduleWithFixedDelay(
                () -> controlWorker.coalesce(this::review),
                REVIEW_EVERY.toMillis(),
                REVIEW_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void observe(Delivery delivery) {
        observed.take(delivery.message());
        if (delivery.message().retained()) {
            // not for live ones: busy devices say something all the time, and there would never be quiet
            lastRetainedNanos.set(nanos.getAsLong());
        }
        delivery.acknowledge();
        controlWorker.coalesce(this::review);
    }

    private void review() throws InterruptedException {
        if (ended) {
            return;
        }
        if (requests.isPresent()) {
            control.review();
        } else if (hasSeenRetained() && nanos.getAsLong() - nextTryNanos >= 0) {
            lead();
        }
    }

    private void lead() throws InterruptedException {
        try {
            control.lead();
            requests = Optional.of(link.subscribe(new Topic.PlannerRequests().toString(), this::request));
        } catch (IOException e) {
            nextTryNanos = nanos.getAsLong() + LEAD_AGAIN_AFTER.toNanos();
            LOG.error("not leading: the store failed reason={} again_in={}", DiskFailure.line(e), LEAD_AGAIN_AFTER);
        }
    }

    /** MQTT does not say when all retained messages have come: so when none has for a while. */
    private boolean hasSeenRetained() {
        boolean granted = watched.stream().allMatch(PlannerService::isGranted);
        if (granted && !watching) {
            watching = true;
            lastRetainedNanos.set(nanos.getAsLong());
        }
        return watching && nanos.getAsLong() - lastRetainedNanos.get() > QUIET.toNanos();
    }

    private static boolean isGranted(MqttLink.Subscription subscription) {
        return subscription.granted().isDone() && !subscription.granted().isCompletedExceptionally();
    }

    private void request(Delivery delivery) {
        boolean isChunk = delivery.message()
                .contentType()
                .filter(SliceChunk.CONTENT_TYPE::equals)
                .isPresent();
        if (isChunk) {
            sliceWorker.execute(delivery, () -> receive(delivery));
        } else {
            controlWorker.handle(delivery, () -> answer(delivery));
        }
    }

    private void receive(Delivery delivery) throws InterruptedException {
        if (ended) {
            LOG.info("upload left to the planner that leads now");
            return;
        }
        slices.receive(delivery);
    }

    private void answer(Delivery delivery) throws InterruptedException {
        if (ended) {
            LOG.info("request left to the planner that leads now");
            return;
        }
        Optional<ReplyTo> client = ReplyTo.of(delivery.message());
        if (client.isEmpty()) {
            LOG.warn("request ignored: it has no response topic of a planner's client");
            return;
        }
        try {
            PlannerRequest request =
                    Json.decodeStrictly("request", delivery.message().payload().array(), PlannerRequest.class);
            if (request instanceof PlannerRequest.Publish publish) {
                control.publish(publish, client.get());
            } else if (request instanceof PlannerRequest.Prepare prepare) {
                control.prepare(prepare, client.get());
            } else if (request instanceof PlannerRequest.Rollback rollback) {
                control.rollback(rollback, client.get());
            } else {
                throw new IllegalStateException("no handling of " + request);
            }
        } catch (MalformedMessageException e) {
            LOG.info("request refused reason={}", e.getMessage());
            sender.reply(client.get(), new PlannerReply.Refused(Reason.BAD_REQUEST, String.valueOf(e.getMessage())));
        } catch (IOException e) {
            LOG.error("store failed", e);
            sender.reply(
                    client.get(), new PlannerReply.Refused(Reason.BUSY, "the store failed: " + DiskFailure.line(e)));
        }
    }

    /** Two leaders must not write to the same broker, nor to the same store. */
    private final class Takeover implements MqttLink.ConnectionListener {
        @Override
        public void connected(boolean sessionPresent) {}

        @Override
        public void disconnected(String reason) {}

        @Override
        public void takenOver() {
            ended = true;
            clock.shutdownNow();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        controlWorker.close();
        sliceWorker.close();
    }
}
