package io.hyps.runner.dataflow;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.tensor.Failure;
import io.hyps.protocol.tensor.TensorCodec;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.runner.mqtt.AckWindow;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what arrives on tensor topics: checks it, joins it, queues what fires. Never blocks, so it can be called by the
 * link's own thread; safe for many threads.
 */
public final class TensorReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(TensorReceiver.class);

    private final PartitionExecutor executor;
    private final AckWindow window;
    private final TensorMemory memory;
    private final WorkCounters counters;
    private final LongSupplier nanos;
    private final Object lock = new Object();
    private final Joiner<Arrival> joiner;
    private final Set<HeldEpoch> held = new HashSet<>();

    record HeldEpoch(String model, Epoch epoch) {
        // a record's own are interpreted in a native executable (docs/native.md)
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof HeldEpoch that && model.equals(that.model) && epoch.equals(that.epoch);
        }

        @Override
        public int hashCode() {
            return 31 * model.hashCode() + epoch.hashCode();
        }
    }

    public TensorReceiver(
            PartitionExecutor executor,
            AckWindow window,
            JoinLimits limits,
            TensorMemory memory,
            WorkCounters counters,
            LongSupplier nanos) {
        this.executor = executor;
        this.window = window;
        this.memory = memory;
        this.joiner = new Joiner<>(limits);
        this.counters = counters;
        this.nanos = nanos;
        window.afterAcknowledgement(this::relieve);
    }

    /** From now on tensors of the epoch are taken. */
    public void hold(String model, Epoch epoch) {
        synchronized (lock) {
            held.add(new HeldEpoch(model, epoch));
        }
    }

    /** From now on tensors of the epoch are passed over; what has fired goes on, incomplete joins are let go. */
    public void retire(String model, Epoch epoch) {
        List<List<Arrival>> dropped;
        synchronized (lock) {
            held.remove(new HeldEpoch(model, epoch));
            dropped = joiner.drop(model, epoch);
        }
        abandon(dropped, "their plan is retired");
    }

    /** Takes a message of a tensor topic. */
    public void receive(TensorFeed feed, AckWindow.Admitted delivery) {
        Optional<Duration> expiry = delivery.message().expiry();
        if (expiry.isPresent() && expiry.get().toNanos() <= 0) {
            counters.abandoned();
            delivery.acknowledge();
            return;
        }
        byte[] payload = delivery.message().payload().array();
        try {
            TensorMessage message = TensorCodec.decode(payload);
            Optional<String> wrongAddress = feed.problemOf(message.address());
            if (wrongAddress.isPresent()) {
                complain(feed, delivery, message.address(), Failure.Code.WRONG_TENSOR, wrongAddress.get());
            } else if (message instanceof TensorMessage.Data data) {
                take(feed, delivery, data);
            } else {
                passOver(delivery, feed, "it is a failure, which goes to a gateway only");
            }
        } catch (MalformedMessageException e) {
            String line = String.valueOf(e.getMessage());
            Optional<TensorMessage.Address> address = TensorCodec.decodeAddress(payload);
            if (address.isPresent()) {
                complain(feed, delivery, address.get(), Failure.Code.MALFORMED_TENSOR, line);
            } else {
                passOver(delivery, feed, line);
            }
        }
        relieve();
    }

    private void take(TensorFeed feed, AckWindow.Admitted delivery, TensorMessage.Data data) {
        Optional<String> wrong = feed.problemOf(data.content());
        if (wrong.isPresent()) {
            complain(feed, delivery, data.address(), Failure.Code.WRONG_TENSOR, wrong.get());
            return;
        }
        long bytes = data.content().sizeBytes();
        if (!takeMemory(bytes)) {
            counters.abandoned();
            LOG.warn(
                    "frameId={} abandoned: all of the {} bytes for tensors are taken; send fewer frames at once, or raise"
                            + " hyps.runner.tensor-memory",
                    data.address().frame(),
                    memory.limitBytes());
            delivery.acknowledge();
            return;
        }
        Runnable effectDone = () -> {
            memory.giveBack(bytes);
            delivery.acknowledge();
        };
        SharedAck ack = new SharedAck(effectDone, feed.consumers().size());
        Arrival arrival = new Arrival(
                data,
                ack,
                delivery.number(),
                nanos.getAsLong(),
                delivery.message().expiry(),
                TraceParent.in(delivery.message().userProperties()));
        for (LoadedPartition consumer : feed.consumers()) {
            join(consumer, arrival);
        }
    }

    /** Takes room for a tensor, if need be from the oldest incomplete joins. */
    private boolean takeMemory(long bytes) {
        while (!memory.tryTake(bytes)) {
            Optional<List<Arrival>> oldest;
            synchronized (lock) {
                oldest = joiner.abandonOldest();
            }
            if (oldest.isEmpty()) {
                return false;
            }
            abandon(List.of(oldest.get()), "the memory for tensors is full");
        }
        return true;
    }

    private void join(LoadedPartition consumer, Arrival arrival) {
        TensorMessage.Address address = arrival.data().address();
        JoinKey key = new JoinKey(
                address.model(), address.epoch(), consumer.partition().id(), address.frame(), address.attempt());
        Joiner.Piece<Arrival> piece = new Joiner.Piece<>(
                address.tensor(), arrival, arrival.data().content().sizeBytes(), arrival.deadlineNanos());
        Joiner.Outcome<Arrival> outcome;
        synchronized (lock) {
            if (!held.contains(new HeldEpoch(key.model(), key.epoch()))) {
                outcome = new Joiner.Outcome.Waiting<>(List.of(List.of(arrival)));
            } else {
                outcome = joiner.offer(key, consumer.inputs(), piece);
                // queued under the lock, so that nothing of a retired epoch is queued after its end
                if (outcome instanceof Joiner.Outcome.Fired<Arrival> fired
                        && !executor.submit(new Firing(consumer, fired.inputs()))) {
                    outcome = new Joiner.Outcome.Waiting<>(
                            List.of(List.copyOf(fired.inputs().values())));
                }
            }
        }
        if (outcome instanceof Joiner.Outcome.Duplicate<Arrival>) {
            counters.duplicate();
            LOG.debug("frameId={} tensor={} duplicate dropped", address.frame(), address.tensor());
            arrival.ack().release();
        } else if (outcome instanceof Joiner.Outcome.Waiting<Arrival> waiting) {
            abandon(waiting.abandoned(), "the join buffer or the queue is full, or their plan is retired");
        }
    }

    private void complain(
            TensorFeed feed,
            AckWindow.Admitted delivery,
            TensorMessage.Address address,
            Failure.Code code,
            String message) {
        LOG.warn("frameId={} code={} {}", address.frame(), code, message);
        LoadedPartition partition = feed.firstConsumer();
        Failure failure = new Failure(code, message, partition.partition().id(), executor.device());
        Effect effect = new Effect(
                partition,
                executor.device(),
                address,
                Map.of(),
                Optional.of(failure),
                List.of(),
                delivery.message().expiry(),
                nanos.getAsLong(),
                TraceParent.in(delivery.message().userProperties()),
                delivery::acknowledge);
        if (!executor.submit(effect)) {
            passOver(delivery, feed, "and the gateway cannot be told, as the queue is full");
        }
    }

    private void passOver(Delivery delivery, TensorFeed feed, String why) {
        counters.failure();
        LOG.warn(
                "topic={} message of {} passed over: {}",
                feed.topic(),
                delivery.message().payload(),
                why);
        delivery.acknowledge();
    }

    /** Lets go of the joins that have waited too long; to be called now and then. */
    public void expire() {
        List<List<Arrival>> expired;
        synchronized (lock) {
            expired = joiner.expire(nanos.getAsLong());
        }
        abandon(expired, "they have expired");
    }

    /** Lets go of the joins that hold up the acknowledgement of all that came after them, if the window is nearly full. */
    private void relieve() {
        for (OptionalLong first = window.holdUp(); first.isPresent(); first = window.holdUp()) {
            long number = first.getAsLong();
            List<List<Arrival>> abandoned;
            synchronized (lock) {
                abandoned = joiner.abandonHolding(arrival -> arrival.number() == number);
            }
            if (abandoned.isEmpty()) {
                return;
            }
            abandon(abandoned, "they hold up all that came after them");
        }
    }

    private void abandon(List<List<Arrival>> joins, String why) {
        for (List<Arrival> join : joins) {
            counters.abandoned();
            join.forEach(arrival -> {
                LOG.debug("frameId={} abandoned: {}", arrival.data().address().frame(), why);
                arrival.ack().release();
            });
        }
    }
}
