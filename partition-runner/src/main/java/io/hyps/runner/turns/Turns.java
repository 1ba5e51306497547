package io.hyps.runner.turns;

import io.hyps.protocol.plan.Partition;
import io.hyps.runner.session.ComputeException;
import io.hyps.runner.session.PartitionSession;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets partitions that do not fit together take turns. As many stay loaded as there is room for; for another one, that
 * which was used last gives way first, since turns go round and it is wanted again latest (Belady, <i>A study of
 * replacement algorithms for a virtual-storage computer</i>, IBM Systems Journal 5:2, 1966). While one computes, as much
 * of the next one's weights is read from the disk as there is room for.
 *
 * <p>Sessions are opened, used and closed on the compute thread alone.
 */
public final class Turns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final LongSupplier roomBytes;
    private final ReadAhead readAhead;
    private final Map<Seat, PartitionSession> loaded = new LinkedHashMap<>();
    private final LongAdder loads = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private @Nullable Seat foreseen;

    /** @param roomBytes what all partitions that take turns may use together */
    public Turns(LongSupplier roomBytes) {
        this.roomBytes = roomBytes;
        this.readAhead = ReadAhead.start();
    }

    /**
     * Gives a partition a seat, which is empty at first.
     *
     * @param weights the file that its weights are mapped from
     */
    public Seat seat(Partition partition, Optional<Path> weights, Seat.Opening opening) {
        return new Seat(this, partition, weights, opening);
    }

    /** How often a partition had to be loaded for its turn. */
    public long loads() {
        return loads.sum();
    }

    /** How often a partition was still loaded when a frame was there for it. */
    public long hits() {
        return hits.sum();
    }

    PartitionSession seated(Seat seat) throws ComputeException {
        PartitionSession session = loaded.remove(seat);
        foreseen = foreseen == seat ? null : foreseen;
        if (session == null) {
            makeRoom(seat);
            long start = System.nanoTime();
            session = seat.open();
            loads.increment();
            LOG.debug("partition={} loaded micros={}", seat, (System.nanoTime() - start) / 1000);
        } else {
            hits.increment();
        }
        loaded.put(seat, session);
        return session;
    }

    private void makeRoom(Seat wanted) {
        Deque<Seat> lastUsedFirst = new ArrayDeque<>();
        loaded.keySet().forEach(lastUsedFirst::push);
        while (!lastUsedFirst.isEmpty() && bytesWith(wanted) > roomBytes.getAsLong()) {
            leave(lastUsedFirst.pop());
        }
    }

    void foresee(Seat next) {
        if (foreseen == next) {
            return;
        }
        foreseen = next;
        long room = roomBytes.getAsLong() - bytesWith(List.of());
        if (!loaded.containsKey(next) && room > 0) {
            next.weights().ifPresent(file -> readAhead.read(file, Math.min(room, next.weightsBytes())));
        }
    }

    void leave(Seat seat) {
        PartitionSession session = loaded.remove(seat);
        if (session != null) {
            session.close();
            LOG.debug("partition={} dropped", seat);
        }
    }

    private long bytesWith(Seat wanted) {
        return bytesWith(List.of(wanted));
    }

    /** One computes at a time, so the workspace of the one that needs most is enough. */
    private long bytesWith(List<Seat> more) {
        List<Seat> seats = new ArrayList<>(loaded.keySet());
        seats.addAll(more);
        return seats.stream().mapToLong(Seat::weightsBytes).sum()
                + seats.stream().mapToLong(Seat::workBytes).max().orElse(0);
    }

    /** To be called once the compute thread has ended. */
    @Override
    public void close() {
        readAhead.close();
        List.copyOf(loaded.keySet()).forEach(this::leave);
    }
}
