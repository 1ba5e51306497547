package io.hyps.runner.plan;

import io.hyps.protocol.device.DeviceStatus.Phase;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.Partition;
import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;
import io.hyps.runner.dataflow.PartitionExecutor;
import io.hyps.runner.dataflow.TensorFeed;
import io.hyps.runner.dataflow.TensorReceiver;
import io.hyps.runner.mqtt.AckWindow;
import io.hyps.runner.mqtt.StatusBoard;
import io.hyps.runner.session.PartitionSession;
import io.hyps.runner.slice.SliceFetcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Takes a plan's partitions from their digests to their subscriptions, and back. For one thread. */
public final class PlanLoader {
    private static final Duration SUBSCRIBE_PATIENCE = Duration.ofSeconds(60);

    private final String device;
    private final int threads;
    private final MqttLink link;
    private final AckWindow window;
    private final SliceFetcher fetcher;
    private final TensorReceiver receiver;
    private final PartitionExecutor executor;
    private final StatusBoard board;

    /** What a loader works with. */
    public record Parts(
            MqttLink link,
            AckWindow window,
            SliceFetcher fetcher,
            TensorReceiver receiver,
            PartitionExecutor executor,
            StatusBoard board) {}

    public PlanLoader(String device, int threads, Parts parts) {
        this.device = device;
        this.threads = threads;
        this.link = parts.link();
        this.window = parts.window();
        this.fetcher = parts.fetcher();
        this.receiver = parts.receiver();
        this.executor = parts.executor();
        this.board = parts.board();
    }

    /** Fetches, loads and subscribes; on any failure the plan must be {@link #unload unloaded}. */
    void load(HeldPlan held, BooleanSupplier wanted) throws RefusedException, InterruptedException {
        for (Partition partition : held.partitions()) {
            requireWindow(partition);
            phase(held, partition, Phase.FETCHING);
        }
        Map<Partition, Path> graphs = new LinkedHashMap<>();
        for (Partition partition : held.partitions()) {
            graphs.put(partition, fetcher.fetch(partition.slice(), wanted));
            phase(held, partition, Phase.LOADING);
        }
        for (Map.Entry<Partition, Path> graph : graphs.entrySet()) {
            held.add(
                    graph.getKey(),
                    PartitionSession.open(graph.getValue(), held.published().plan(), graph.getKey(), threads));
        }
        subscribe(held);
        held.partitions().forEach(partition -> phase(held, partition, Phase.READY));
        board.ready(held.model(), held.epoch());
    }

    /** Takes nothing more of the plan, lets what has fired be computed, frees the memory. */
    void unload(HeldPlan held) throws InterruptedException {
        stopTaking(held);
        try {
            executor.afterwards(held::closeSessions).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("closing the sessions of " + held.model() + " " + held.epoch(), e);
        }
        board.forget(held.model(), held.epoch());
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
