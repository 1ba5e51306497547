package io.hyps.runner.app;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.Payload;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.budget.MemoryBudget;
import io.hyps.runner.budget.MemoryGauge;
import io.hyps.runner.budget.MemoryLimit;
import io.hyps.runner.capability.Capabilities;
import io.hyps.runner.dataflow.Forwarder;
import io.hyps.runner.dataflow.JoinLimits;
import io.hyps.runner.dataflow.PartitionExecutor;
import io.hyps.runner.dataflow.TensorReceiver;
import io.hyps.runner.dataflow.WorkCounters;
import io.hyps.runner.mqtt.AckWindow;
import io.hyps.runner.mqtt.SliceRequester;
import io.hyps.runner.mqtt.StatusBoard;
import io.hyps.runner.mqtt.StatusPublisher;
import io.hyps.runner.plan.PlanFollower;
import io.hyps.runner.plan.PlanLoader;
import io.hyps.runner.session.NativeLibraries;
import io.hyps.runner.slice.ChunkInbox;
import io.hyps.runner.slice.FetchSettings;
import io.hyps.runner.slice.SliceCache;
import io.hyps.runner.slice.SliceFetcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One partition runner, put together and running. */
public final class PartitionRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionRunner.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int REMEMBERED_JOINS = 8192;

    private final String device;
    private final Duration drainTimeout;
    private final MqttLink link;
    private final AckWindow window;
    private final Forwarder forwarder;
    private final PartitionExecutor executor;
    private final StatusBoard board;
    private final StatusPublisher publisher;
    private final PlanFollower follower;
    private final ScheduledExecutorService ticks;
    private volatile boolean closing;

    /**
     * Starts a runner.
     *
     * @param connect opens a link; {@link MqttLink#open} but in tests
     * @param whenTakenOver called once another runner has connected under this device's name; must not block
     * @throws IllegalArgumentException if a setting cannot be used, in one line
     */
    public static PartitionRunner open(
            RunnerConfig config, Function<LinkOptions, MqttLink> connect, Clock clock, Runnable whenTakenOver) {
        return new PartitionRunner(config, connect, clock.instant(), System::nanoTime, whenTakenOver);
    }

    private PartitionRunner(
            RunnerConfig config,
            Function<LinkOptions, MqttLink> connect,
            Instant since,
            LongSupplier nanos,
            Runnable whenTakenOver) {
        RunnerConfig.Runner settings = config.runner();
        device = DeviceName.of(settings.device());
        drainTimeout = settings.drainTimeout();
        Capabilities capabilities = Capabilities.unmeasured(NativeLibraries.load(settings.cacheDir()));
        LinkOptions options = LinkOptions.of(config.mqtt().url(), "hyps-runner-" + device)
                .withCredentials(config.mqtt()
                        .user()
                        .map(user -> new LinkOptions.Credentials(
                                user, Payload.ofText(config.mqtt().password().orElse("")))))
                .withSession(settings.sessionExpiry())
                .withReceiveMaximum(settings.receiveMaximum())
                .asExclusive()
                .withWill(StatusPublisher.publication(StatusBoard.offline(device, since, capabilities)));
        window = new AckWindow(settings.receiveMaximum());
        link = connect.apply(options);
        WorkCounters counters = new WorkCounters();
        MemoryGauge gauge = MemoryGauge.create();
        MemoryBudget budget = new MemoryBudget(
                settings.memory().map(ByteSize::bytes).orElseGet(() -> MemoryLimit.create()
                        .bytes()),
                gauge.residentBytes());
        board = new StatusBoard(device, since, capabilities, budget, gauge, counters::snapshot);
        publisher = new StatusPublisher(link, device, board);
        forwarder = new Forwarder(link, counters, nanos, settings.receiveMaximum());
        executor = new PartitionExecutor(device, forwarder, counters, nanos, 2 * settings.receiveMaximum());
        JoinLimits limits =
                new JoinLimits(settings.receiveMaximum(), settings.joinMemory().bytes(), REMEMBERED_JOINS);
        TensorReceiver receiver = new TensorReceiver(executor, window, limits, counters, nanos);
        FetchSettings fetching = FetchSettings.DEFAULT;
        ChunkInbox chunks = new ChunkInbox(fetching.window());
        SliceFetcher fetcher = new SliceFetcher(
                new SliceCache(settings.cacheDir(), device), new SliceRequester(link, device), chunks, fetching, nanos);
        PlanLoader loader = new PlanLoader(
                device, settings.threads(), new PlanLoader.Parts(link, window, fetcher, receiver, executor, board));
        follower = new PlanFollower(device, budget, loader, board, settings.retryAfter(), nanos);
        ticks = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "hyps-ticks"));
        start(receiver, chunks, whenTakenOver);
        LOG.info(
                "device={} budget={} base={} broker={}",
                device,
                new ByteSize(budget.budgetBytes()),
                new ByteSize(budget.baseBytes()),
                LinkOptions.redacted(config.mqtt().url()));
    }

    private void start(TensorReceiver receiver, ChunkInbox chunks, Runnable whenTakenOver) {
        link.addConnectionListener(new MqttLink.ConnectionListener() {
            @Override
            public void connected(boolean sessionPresent) {
                LOG.info("device={} connected sessionPresent={}", device, sessionPresent);
                publisher.changed();
            }

            @Override
            public void disconnected(String reason) {
                window.clear();
                if (!closing) {
                    LOG.warn("device={} disconnected: {}", device, reason);
                }
            }

            @Override
            public void takenOver() {
                LOG.error("another runner is device={} now: this one stops; give each its own --device", device);
                whenTakenOver.run();
            }
        });
        publisher.start();
        follower.start();
        subscribe(
                new Topic.SliceChunks(device).toString(),
                delivery -> chunks.put(delivery.message().payload().array()));
        subscribe(
                Topic.Plan.ALL_FILTER,
                delivery -> follower.receive(
                        delivery.message().topic(), delivery.message().payload()));
        var unused =
                ticks.scheduleWithFixedDelay(receiver::expire, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * What comes by these subscriptions is acknowledged once it is handed over: the broker keeps retained plans, and a
     * chunk is asked for again. To wait for their effect would hold up the acknowledgement of all tensors behind them.
     */
    private void subscribe(String filter, Consumer<Delivery> handler) {
        var unused = link.subscribe(filter, delivery -> {
                    AckWindow.Admitted admitted = window.admit(delivery);
                    handler.accept(admitted);
                    admitted.acknowledge();
                })
                .granted()
                .whenComplete((granted, refused) -> {
                    if (refused != null && !closing) {
                        LOG.error("device={} cannot subscribe to {}: {}", device, filter, refused.getMessage());
                    }
                });
    }

    public boolean isConnected() {
        return link.isConnected();
    }

    public String device() {
        return device;
    }

    /** Takes nothing more, finishes what has been begun, says that this device is offline, and frees everything. */
    @Override
    public synchronized void close() {
        if (closing) {
            return;
        }
        closing = true;
        LOG.info("device={} draining", device);
        board.drain();
        ticks.shutdownNow();
        follower.stopTaking();
        try {
            if (!executor.drain(drainTimeout) || !forwarder.awaitIdle(drainTimeout)) {
                LOG.warn("device={} stops with frames unfinished; their gateway will send them again", device);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.close();
        forwarder.close();
        if (executor.hasEnded()) {
            follower.close();
        }
        publisher.close();
        link.close();
        LOG.info("device={} offline", device);
    }
}
