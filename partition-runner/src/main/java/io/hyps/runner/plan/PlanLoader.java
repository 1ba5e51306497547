package io.hyps.runner.plan;

import io.hyps.protocol.device.DeviceStatus.Phase;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;
import io.hyps.runner.budget.MemoryAccount;
import io.hyps.runner.dataflow.Lane;
import io.hyps.runner.dataflow.PartitionExecutor;
import io.hyps.runner.dataflow.TensorFeed;
import io.hyps.runner.dataflow.TensorMemory;
import io.hyps.runner.dataflow.TensorReceiver;
import io.hyps.runner.mqtt.AckWindow;
import io.hyps.runner.mqtt.StatusBoard;
import io.hyps.runner.session.PartitionSession;
import io.hyps.runner.session.ResidentSession;
import io.hyps.runner.session.SliceForm;
import io.hyps.runner.session.SliceForms;
import io.hyps.runner.session.TensorAllocation;
import io.hyps.runner.slice.SliceCache;
import io.hyps.runner.slice.SliceFetcher;
import io.hyps.runner.turns.Seat;
import io.hyps.runner.turns.Turns;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a plan's partitions from their digests to their subscriptions, and back. For one thread. */
public final class PlanLoader {
    private static final Logger LOG = LoggerFactory.getLogger(PlanLoader.class);
    private static final Duration SUBSCRIBE_PATIENCE = Duration.ofSeconds(60);

    private final String device;
    private final int threads;
    private final MqttLink link;
    private final AckWindow window;
    private final SliceFetcher fetcher;
    private final SliceCache cache;
    private final SliceForms forms;
    private final Turns turns;
    private final TensorMemory tensors;
    private final TensorReceiver receiver;
    private final PartitionExecutor executor;
    private final StatusBoard board;
    private final MemoryAccount account;
    private final TensorLoans loans;
    private long taken;

    /** What a loader works with. */
    public record Parts(
            MqttLink link,
            AckWindow window,
            SliceFetcher fetcher,
            SliceCache cache,
            SliceForms forms,
            Turns turns,
            TensorMemory tensors,
            TensorReceiver receiver,
            PartitionExecutor executor,
            StatusBoard board,
            MemoryAccount account) {}

    public PlanLoader(String device, int threads, Parts parts) {
        this.device = device;
        this.threads = threads;
        this.link = parts.link();
        this.window = parts.window();
        this.fetcher = parts.fetcher();
        this.cache = parts.cache();
        this.forms = parts.forms();
        this.turns = parts.turns();
        this.tensors = parts.tensors();
        this.receiver = parts.receiver();
        this.executor = parts.executor();
        this.board = parts.board();
        this.account = parts.account();
        this.loans = new TensorLoans(parts.account());
    }

    /** Fetches, loads and subscribes; on any failure the plan must be {@link #unload unloaded}. */
    void load(Topic.Plan topic, HeldPlan held, BooleanSupplier wanted) throws RefusedException, InterruptedException {
        for (Partition partition : held.partitions()) {
            requireWindow(partition);
            phase(held, partition, Phase.FETCHING);
        }
        Map<Partition, Path> graphs = new LinkedHashMap<>();
        for (Partition partition : held.partitions()) {
            graphs.put(partition, fetcher.fetch(held, partition.slice(), wanted));
            phase(held, partition, Phase.LOADING);
        }
        // while nothing of the plan is loaded, its memory is there for making copies
        Map<Partition, SliceForm> chosen = new LinkedHashMap<>();
        for (Map.Entry<Partition, Path> graph : graphs.entrySet()) {
            SliceForm form = choose(topic, graph.getKey().slice(), graph.getValue());
            cache.hold(held, form.weights().map(w -> List.of(form.graph(), w)).orElse(List.of(form.graph())));
            chosen.put(graph.getKey(), form);
        }
        long number = ++taken;
        for (Map.Entry<Partition, SliceForm> slice : chosen.entrySet()) {
            add(topic, held, number, slice.getKey(), slice.getValue());
        }
        collectGarbage();
        if (held.inTurns()) {
            turns.hold(held.seats());
            executor.hold(held.loaded());
        }
        subscribe(held);
        held.partitions().forEach(partition -> phase(held, partition, Phase.READY));
        board.ready(held.model(), held.epoch());
    }

    /** Takes nothing more of the plan, lets what has fired be computed, frees the memory. */
    void unload(HeldPlan held) throws InterruptedException {
        stopTaking(held);
        try {
            executor.afterwards(() -> {
                        executor.letGo(held.loaded());
                        held.closeSessions();
                    })
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("closing the sessions of " + held.model() + " " + held.epoch(), e);
        }
        collectGarbage();
        cache.letGo(held);
        board.forget(held.model(), held.epoch());
    }

    /** Java gives native memory back, such as closed sessions' inputs, only when it finds it to be garbage. */
    private static void collectGarbage() {
        System.gc();
    }

    /** Making a copy takes what partitions that take turns may have at other times, so these pause for it. */
    private SliceForm choose(Topic.Plan topic, SliceRef slice, Path graph) throws InterruptedException {
        if (!turns.isHolding()) {
            return forms.choose(slice, graph, account.freeBytesFor(topic));
        }
        CompletableFuture<SliceForm> form = new CompletableFuture<>();
        try {
            executor.afterwards(() -> {
                        turns.yieldMemory();
                        form.complete(forms.choose(slice, graph, account.freeBytesFor(topic)));
                    })
                    .get();
            return form.join();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OutOfMemoryError error) {
                throw error; // a plan is refused for it
            }
            throw new IllegalStateException(
                    "choosing the form of slice " + slice.graph().sha256(), e);
        }
    }

    private void add(Topic.Plan topic, HeldPlan held, long number, Partition partition, SliceForm form)
            throws RefusedException {
        Plan plan = held.published().plan();
        tensors.admit(partition.inputs().stream()
                .mapToLong(input -> plan.tensor(input).sizeBytes())
                .sum());
        TensorAllocation allocation =
                held.inTurns() ? TensorAllocation.SINGLE : loans.lend(topic, partition, TensorAllocation.SINGLE);
        LOG.info(
                "model={} epoch={} partition={} loads mode={} allocation={}",
                held.model(),
                held.epoch(),
                partition.id(),
                form.mode(),
                allocation);
        if (!held.inTurns()) {
            held.add(
                    partition,
                    ResidentSession.open(
                            wanted -> PartitionSession.open(form, plan, partition, threads, wanted), allocation));
            return;
        }
        int tensorBytes = PartitionSession.tensorBytes(plan, partition);
        PartitionSession.prove(form, plan, partition, threads);
        try {
            Seat seat = turns.seat(
                    partition,
                    form.weights(),
                    tensorBytes,
                    place -> PartitionSession.open(form, plan, partition, threads, place));
            held.add(partition, seat, new Lane(number, held.loaded().size()));
        } catch (IOException e) {
            throw new RefusedException(
                    RefusalReason.STORAGE, "partition '" + partition.id() + "' cannot be read: " + e.getMessage(), e);
        }
    }

    /** Has the plans do without the memory that they were lent, once what has fired is computed. */
    void takeBack(Map<Topic.Plan, HeldPlan> plans) throws InterruptedException {
        reopen(plans, (topic, resident) -> TensorAllocation.SINGLE);
    }

    /**
     * Lends the plans what has become free, once what has fired is computed. Nothing beside partitions that take turns, as these
     * fill their memory with weights.
     */
    void lendMore(Map<Topic.Plan, HeldPlan> plans) throws InterruptedException {
        if (!turns.isHolding()) {
            reopen(
                    plans,
                    (topic, resident) -> loans.lend(
                            topic, resident.partition(), resident.session().allocation()));
        }
    }

    private void reopen(
            Map<Topic.Plan, HeldPlan> plans, BiFunction<Topic.Plan, HeldPlan.Resident, TensorAllocation> wanted)
            throws InterruptedException {
        try {
            executor.afterwards(() -> plans.forEach((topic, plan) -> plan.residents()
                            .forEach(resident -> reopen(topic, resident, wanted.apply(topic, resident)))))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("loading partitions again, for more or less memory", e);
        }
        collectGarbage();
    }

    private void reopen(Topic.Plan topic, HeldPlan.Resident resident, TensorAllocation wanted) {
        Partition partition = resident.partition();
        TensorAllocation former = resident.session().allocation();
        if (wanted == former) {
            return;
        }
        LOG.info(
                "model={} epoch={} partition={} loads again allocation={}",
                topic.model(),
                topic.epoch(),
                partition.id(),
                wanted);
        boolean done = resident.session().reopen(wanted);
        loans.giveBack(topic, partition, done ? former : wanted, done ? wanted : former);
    }

    void stopTaking(HeldPlan held) {
        held.unsubscribe();
        receiver.retire(held.model(), held.epoch());
    }

    private void requireWindow(Partition partition) throws RefusedException {
        int inputs = partition.inputs().size();
        if (inputs > window.limit()) {
            throw new RefusedException(
                    RefusalReason.UNSUPPORTED,
                    "partition '" + partition.id() + "' waits for " + inputs + " tensors at once, this device can for "
                            + window.limit() + "; raise hyps.runner.receive-maximum");
        }
    }

    private void subscribe(HeldPlan held) throws RefusedException, InterruptedException {
        receiver.hold(held.model(), held.epoch());
        for (TensorFeed feed : TensorFeeds.of(held, device)) {
            held.add(link.subscribe(
                    feed.topic().toString(), delivery -> receiver.receive(feed, window.admit(delivery))));
        }
        for (MqttLink.Subscription subscription : held.subscriptions()) {
            try {
                subscription.granted().get(SUBSCRIBE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                String why = String.valueOf(
                        e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
                throw new RefusedException(RefusalReason.SUBSCRIPTION, "cannot subscribe: " + why, e);
            } catch (TimeoutException e) {
                throw new RefusedException(
                        RefusalReason.SUBSCRIPTION,
                        "the broker did not grant a subscription in " + SUBSCRIBE_PATIENCE.toSeconds() + " s",
                        e);
            }
        }
    }

    private void phase(HeldPlan held, Partition partition, Phase phase) {
        board.hold(held.model(), held.epoch(), partition, phase);
    }
}
