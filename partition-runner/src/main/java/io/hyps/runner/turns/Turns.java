package io.hyps.runner.turns;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.plan.Partition;
import io.hyps.runner.session.ComputeException;
import io.hyps.runner.session.PartitionSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets partitions that do not fit together take turns. Weights are {@link StreamedSeats streamed} where those of any
 * partition fit beside what any other works with, else {@link MappedSeats mapped}.
 *
 * <p>Sessions are opened, used and closed on the compute thread alone.
 */
public final class Turns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final Room room;
    private final Filler filler;
    private final List<List<Seat>> rings = new ArrayList<>();
    private final LongAdder loads = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private @Nullable Seating seating;
    private long arrangedFor;
    private long grown;

    /**
     * What all partitions that take turns may use together. What is mapped the kernel takes back if need be, what is read
     * it cannot, so for that the process' own growth counts.
     *
     * @param bytes of the account
     * @param firmBytes of it, what may be read
     * @param grownBytes by which the process has outgrown its base, without partitions, more than was foreseen
     */
    public record Room(LongSupplier bytes, LongSupplier firmBytes, LongSupplier grownBytes) {}

    /** @param pastCache whether weights are read past the kernel's cache, as it would count */
    public Turns(Room room, boolean pastCache) {
        this.room = room;
        this.filler = Filler.start(pastCache);
    }

    /**
     * Makes a seat for a partition; it is {@link #hold held} with the others of its plan.
     *
     * @param weights the file of its weights
     * @param tensorBytes what its inputs and outputs take, {@link PartitionSession#tensorBytes}
     * @throws IOException if the file is not there
     */
    public Seat seat(Partition partition, Optional<Path> weights, int tensorBytes, Seat.Opening opening)
            throws IOException {
        Optional<Seat.WeightsOf> file = weights.isEmpty()
                ? Optional.empty()
                : Optional.of(new Seat.WeightsOf(weights.get(), Files.size(weights.get())));
        return new Seat(this, partition, file, tensorBytes, opening);
    }

    /** Takes on the partitions of a plan, in the order in which they run; before their first frame. */
    public synchronized void hold(List<Seat> seats) {
        rings.add(new ArrayList<>(seats));
        arrangedFor = -1;
        if (seating == null) {
            grown = Math.max(0, room.grownBytes().getAsLong());
        }
    }

    /** Whether partitions of any plan take turns. */
    public synchronized boolean isHolding() {
        return !rings.isEmpty();
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
        Seating.Seated seated = arranged().seat(seat);
        (seated.stayed() ? hits : loads).increment();
        return seated.session();
    }

    private synchronized Seating arranged() throws ComputeException {
        long bytes = Math.min(room.bytes().getAsLong(), room.firmBytes().getAsLong());
        Seating present = seating;
        if (present == null || arrangedFor != bytes) {
            present = arrange(present, bytes);
            seating = present;
            arrangedFor = bytes;
        }
        return present;
    }

    private Seating arrange(@Nullable Seating present, long bytes) throws ComputeException {
        Optional<Arrangement> arrangement = Arrangement.of(rings, bytes - grown);
        if (arrangement.isPresent()) {
            StreamedSeats streamed = present instanceof StreamedSeats seats ? seats : new StreamedSeats(filler);
            if (present != streamed && present != null) {
                present.close();
            }
            try {
                streamed.arrange(rings, arrangement.get());
                return streamed;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ComputeException("the runner stops", e);
            } catch (OutOfMemoryError e) {
                LOG.warn(
                        "weights={} cannot be held beside the heap ({}): they are mapped, which is slower; allow it with"
                                + " -XX:MaxDirectMemorySize",
                        new ByteSize(arrangement.get().weightBytes()),
                        e.getMessage());
                streamed.close();
                return mapped(null);
            }
        }
        if (!(present instanceof MappedSeats)) {
            LOG.info(
                    "room={} is too little to read weights ahead: they are mapped; smaller partitions are faster",
                    new ByteSize(Math.max(0, bytes - grown)));
        }
        return mapped(present);
    }

    private Seating mapped(@Nullable Seating present) {
        MappedSeats mapped = present instanceof MappedSeats seats ? seats : new MappedSeats(room.bytes());
        if (present != mapped && present != null) {
            present.close();
        }
        mapped.arrange(rings);
        return mapped;
    }

    void leave(Seat seat) {
        Seating present = seating;
        if (present != null) {
            present.leave(seat);
        }
        synchronized (this) {
            rings.forEach(ring -> ring.remove(seat));
            rings.removeIf(List::isEmpty);
            arrangedFor = -1;
            if (rings.isEmpty()) {
                yieldMemory();
            }
        }
    }

    /** Gives back all memory until the next frame; on the compute thread. */
    public synchronized void yieldMemory() {
        Seating present = seating;
        seating = null;
        if (present != null) {
            present.close();
        }
    }

    /** To be called once the compute thread has ended. */
    @Override
    public void close() {
        filler.close();
        yieldMemory();
    }
}
