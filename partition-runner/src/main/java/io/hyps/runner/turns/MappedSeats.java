package io.hyps.runner.turns;

import io.hyps.runner.session.ComputeException;
import io.hyps.runner.session.PartitionSession;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Partitions whose weights are mapped while they are loaded. As many stay loaded as there is room for; for another one,
 * that which was used last gives way first, since turns go round and it is wanted again latest (Belady, <i>A study of
 * replacement algorithms for a virtual-storage computer</i>, IBM Systems Journal 5:2, 1966).
 */
final class MappedSeats implements Seating {
    private static final Logger LOG = LoggerFactory.getLogger(MappedSeats.class);

    private final LongSupplier roomBytes;
    private final Map<Seat, PartitionSession> loaded = new LinkedHashMap<>();
    private ByteBuffer tensors = ByteBuffer.allocate(0);

    MappedSeats(LongSupplier roomBytes) {
        this.roomBytes = roomBytes;
    }

    /**
     * Takes these partitions, of which one computes at a time: they share one place for inputs and outputs, which a session's
     * own would stay in until Java finds them to be garbage.
     */
    void arrange(List<List<Seat>> rings) {
        int most = rings.stream()
                .flatMap(List::stream)
                .mapToInt(Seat::tensorBytes)
                .max()
                .orElse(0);
        if (most > tensors.capacity()) {
            close();
            tensors = ByteBuffer.allocateDirect(most);
        }
    }

    @Override
    public Seated seat(Seat wanted) throws ComputeException {
        PartitionSession session = loaded.remove(wanted);
        boolean stayed = session != null;
        if (session == null) {
            makeRoom(wanted);
            long start = System.nanoTime();
            session = wanted.open(new PartitionSession.Place(Optional.empty(), tensors));
            LOG.debug("partition={} mapped micros={}", wanted, (System.nanoTime() - start) / 1000);
        }
        loaded.put(wanted, session);
        return new Seated(session, stayed);
    }

    private void makeRoom(Seat wanted) {
        Deque<Seat> lastUsedFirst = new ArrayDeque<>();
        loaded.keySet().forEach(lastUsedFirst::push);
        while (!lastUsedFirst.isEmpty() && bytesWith(wanted) > roomBytes.getAsLong()) {
            leave(lastUsedFirst.pop());
        }
    }

    /** One computes at a time, so the workspace of the one that needs most is enough. */
    private long bytesWith(Seat wanted) {
        List<Seat> seats = new ArrayList<>(loaded.keySet());
        seats.add(wanted);
        return seats.stream().mapToLong(Seat::weightsBytes).sum()
                + seats.stream().mapToLong(Seat::workBytes).max().orElse(0);
    }

    @Override
    public void leave(Seat seat) {
        PartitionSession session = loaded.remove(seat);
        if (session != null) {
            session.close();
            LOG.debug("partition={} dropped", seat);
        }
    }

    /** Java frees buffers when it collects garbage, so that is asked for. */
    @Override
    public void close() {
        List.copyOf(loaded.keySet()).forEach(this::leave);
        if (tensors.isDirect()) {
            tensors = ByteBuffer.allocate(0);
            System.gc();
        }
    }
}
