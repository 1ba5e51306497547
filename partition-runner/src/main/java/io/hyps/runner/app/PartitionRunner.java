package io.hyps.runner.app;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.mqtt.BrokerAccess;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.signature.TrustSettings;
import io.hyps.protocol.signature.TrustedKeys;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.budget.MemoryAccount;
import io.hyps.runner.budget.MemoryBudget;
import io.hyps.runner.budget.MemoryGauge;
import io.hyps.runner.budget.MemoryLimit;
import io.hyps.runner.budget.OwnGrowth;
import io.hyps.runner.budget.UnusedPages;
import io.hyps.runner.capability.Capabilities;
import io.hyps.runner.capability.Measurements;
import io.hyps.runner.dataflow.Forwarder;
import io.hyps.runner.dataflow.JoinLimits;
import io.hyps.runner.dataflow.PartitionExecutor;
import io.hyps.runner.dataflow.QueueLimits;
import io.hyps.runner.dataflow.TensorMemory;
import io.hyps.runner.dataflow.TensorReceiver;
import io.hyps.runner.dataflow.WorkCounters;
import io.hyps.runner.mqtt.AckWindow;
import io.hyps.runner.mqtt.SliceRequester;
import io.hyps.runner.mqtt.StatusBoard;
import io.hyps.runner.mqtt.StatusPublisher;
import io.hyps.runner.plan.EpochMemory;
import io.hyps.runner.plan.PlanFollower;
import io.hyps.runner.plan.PlanLoader;
import io.hyps.runner.session.NativeLibraries;
import io.hyps.runner.session.OptimisedCopies;
import io.hyps.runner.session.Processor;
import io.hyps.runner.session.SliceForms;
import io.hyps.runner.slice.ChunkInbox;
import io.hyps.runner.slice.FetchSettings;
import io.hyps.runner.slice.SliceCache;
import io.hyps.runner.slice.SliceFetcher;
import io.hyps.runner.turns.Turns;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
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
    private static final Duration TOUCH = Duration.ofMinutes(2);
    private static final int REMEMBERED_JOINS = 8192;
    private static final long LEAST_TENSOR_BYTES = 4 << 20;
    private static final long MOST_TENSOR_BYTES = 32 << 20;
    private static final int TENSOR_SHARE = 16;

    private final String device;
    private final Duration drainTimeout;
    private final MqttLink link;
    private final AckWindow window;
    private final Forwarder forwarder;
    private final PartitionExecutor executor;
    private final StatusBoard board;
    private final StatusPublisher publisher;
    private final PlanFollower follower;
    private final SliceCache cache;
    private final Turns turns;
    private final ScheduledExecutorService ticks;
    private final Vitals vitals;
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
        return new PartitionRunner(config, connect, clock, System::nanoTime, whenTakenOver);
    }

    private PartitionRunner(
            RunnerConfig config,
            Function<LinkOptions, MqttLink> connect,
            Clock clock,
            LongSupplier nanos,
            Runnable whenTakenOver) {
        RunnerConfig.Runner settings = config.runner();
        device = DeviceName.of(settings.device());
        drainTimeout = settings.drainTimeout();
        Instant since = clock.instant();
        String runtimeVersion = NativeLibraries.load(settings.cacheDir());
        BrokerAccess broker = BrokerAccess.of(config.mqtt());
        TrustedKeys trusted = TrustSettings.read(config.plans());
        String url = broker.url().toString();
        Survey survey = new Survey(device, new Measurements(settings.cacheDir(), device), runtimeVersion, url);
        Capabilities capabilities = survey.capabilities();
        long limitBytes = settings.memory().map(ByteSize::bytes).orElseGet(() -> MemoryLimit.create()
                .bytes());
        long tensorBytes = tensorBytes(settings, limitBytes);
        LinkOptions options = broker.link("hyps-runner-" + device)
                .withSession(settings.sessionExpiry())
                .withReceiveMaximum(settings.receiveMaximum())
                .expecting(Topic.Tensor.ALL_FILTER, tensorBytes)
                .withPromptHandlers()
                .asExclusive()
                .withWill(StatusPublisher.publication(StatusBoard.offline(device, since, capabilities)));
        window = new AckWindow(settings.receiveMaximum());
        link = connect.apply(options);
        WorkCounters counters = new WorkCounters();
        MemoryGauge gauge = MemoryGauge.create();
        OwnGrowth growth = OwnGrowth.from(tensorBytes);
        MemoryBudget budget = MemoryBudget.measured(limitBytes, tensorBytes, growth, gauge);
        warnOfHeap(budget);
        MemoryAccount account = new MemoryAccount(budget);
        board = new StatusBoard(device, since, capabilities, budget, gauge, counters::snapshot);
        publisher = new StatusPublisher(link, device, board);
        forwarder = new Forwarder(link, counters, nanos, settings.receiveMaximum());
        executor = new PartitionExecutor(
                device,
                forwarder,
                counters,
                nanos,
                Clock.systemUTC(),
                new QueueLimits(2 * settings.receiveMaximum(), settings.batchTime()));
        TensorMemory tensors = new TensorMemory(budget.tensorBytes());
        JoinLimits limits = new JoinLimits(settings.receiveMaximum(), budget.tensorBytes(), REMEMBERED_JOINS);
        TensorReceiver receiver = new TensorReceiver(executor, window, limits, tensors, counters, nanos);
        FetchSettings fetching = FetchSettings.DEFAULT;
        ChunkInbox chunks = new ChunkInbox(fetching.window());
        cache = new SliceCache(settings.cacheDir(), device, bytes(settings.cacheSize()), clock);
        SliceFetcher fetcher = new SliceFetcher(cache, new SliceRequester(link, device), chunks, fetching, nanos);
        // less is charged than at first once unused pages were given back
        LongSupplier grown = () -> Math.max(0, gauge.chargedBytes() - budget.baseBytes());
        LongSupplier come = () -> growth.comeBytes(grown.getAsLong());
        turns = new Turns(
                new Turns.Room(
                        account::turnsBytes, account::turnsFirmBytes, () -> grown.getAsLong() - come.getAsLong()),
                gauge.isLimited());
        OptimisedCopies copies = new OptimisedCopies(settings.cacheDir(), device, runtimeVersion, Processor.key());
        // as far as the process has grown by itself it has taken what was kept for tensors
        LongSupplier roomBytes =
                () -> budget.availableBytes() - grown.getAsLong() + Math.min(budget.tensorBytes(), come.getAsLong());
        SliceForms forms = new SliceForms(copies, settings.mode(), roomBytes, cache::makeRoom);
        PlanLoader loader = new PlanLoader(
                device,
                settings.threads(),
                new PlanLoader.Parts(
                        link, window, fetcher, cache, forms, turns, tensors, receiver, executor, board, account));
        EpochMemory memory = trusted.isRequired() ? EpochMemory.in(settings.cacheDir(), device) : EpochMemory.none();
        follower = new PlanFollower(device, account, loader, board, trusted, memory, settings.retryAfter(), nanos);
        vitals = new Vitals(counters, executor, tensors, gauge, account, cache, turns);
        ticks = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "hyps-ticks"));
        start(receiver, chunks, whenTakenOver);
        survey.startBandwidth(link, board, nanos);
        LOG.info(
                "device={} budget={} base={} speed={} broker={} trustedKeys={}",
                device,
                new ByteSize(budget.budgetBytes()),
                new ByteSize(budget.baseBytes()),
                String.format(Locale.ROOT, "%.2f", capabilities.speed()),
                url,
                trusted);
    }

    private static long tensorBytes(RunnerConfig.Runner settings, long limitBytes) {
        return bytes(settings.tensorMemory())
                .orElse(Math.max(LEAST_TENSOR_BYTES, Math.min(MOST_TENSOR_BYTES, limitBytes / TENSOR_SHARE)));
    }

    private static void warnOfHeap(MemoryBudget budget) {
        if (budget.firmBytes() == 0) {
            LOG.warn(
                    "budget={} leaves nothing for partitions once the heap is as large as it may get: give this process more"
                            + " memory, or its JVM a smaller heap (-Xmx)",
                    new ByteSize(budget.budgetBytes()));
        }
    }

    private static OptionalLong bytes(Optional<ByteSize> size) {
        return size.map(given -> OptionalLong.of(given.bytes())).orElseGet(OptionalLong::empty);
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
        subscribe(Topic.Plan.ALL_FILTER, delivery -> follower.receive(delivery.message()));
        var givingBack = ticks.schedule(UnusedPages::giveBack, TICK.toMillis(), TimeUnit.MILLISECONDS);
        var expiring =
                ticks.scheduleWithFixedDelay(receiver::expire, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        var touching =
                ticks.scheduleWithFixedDelay(cache::touch, TOUCH.toMillis(), TOUCH.toMillis(), TimeUnit.MILLISECONDS);
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

    Vitals vitals() {
        return vitals;
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
            publisher.awaitPublished(TICK);
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
            turns.close();
        }
        publisher.close();
        link.close();
        LOG.info("device={} offline", device);
    }
}
