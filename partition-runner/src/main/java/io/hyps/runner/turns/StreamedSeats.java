package io.hyps.runner.turns;

import io.hyps.runner.session.ComputeException;
import io.hyps.runner.session.PartitionSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Partitions whose sessions stay while their weights come and go: each session is bound to a region of one memory, and
 * weights are read into regions ahead of their turn, while those before them compute. Nothing is allocated, mapped or
 * loaded anew from turn to turn.
 */
final class StreamedSeats implements Seating {
    private static final Logger LOG = LoggerFactory.getLogger(StreamedSeats.class);

    private final Filler filler;
    private final Map<Seat, Place> places = new HashMap<>();
    private final List<List<Seat>> rings = new ArrayList<>();
    private long weightBytes = -1;
    private ByteBuffer weights = ByteBuffer.allocate(0);
    private ByteBuffer tensors = ByteBuffer.allocate(0);

    /** What a seat has. */
    private static final class Place {
        private final Filler.Weights weights;
        private @Nullable PartitionSession session;
        private long fillingsSeen;

        Place(Filler.Weights weights) {
            this.weights = weights;
        }

        void close() {
            if (session != null) {
                session.close();
            }
        }
    }

    StreamedSeats(Filler filler) {
        this.filler = filler;
    }

    /**
     * Takes these partitions, in their places; sessions whose places stay the same are kept.
     *
     * @throws OutOfMemoryError if Java does not give the memory
     */
    void arrange(List<List<Seat>> newRings, Arrangement arrangement) throws InterruptedException {
        filler.clear();
        rings.clear();
        rings.addAll(newRings);
        if (arrangement.weightBytes() != weightBytes || arrangement.tensorBytes() != tensors.capacity()) {
            close();
            weights = ByteBuffer.allocateDirect((int) arrangement.weightBytes() + Layout.BLOCK_BYTES)
                    .alignedSlice(Layout.BLOCK_BYTES);
            weightBytes = arrangement.weightBytes();
            tensors = ByteBuffer.allocateDirect((int) arrangement.tensorBytes());
            LOG.debug("memory for weights={} tensors={}", weightBytes, tensors.capacity());
        }
        places.entrySet().removeIf(old -> {
            boolean moved = !old.getValue()
                    .weights
                    .region()
                    .equals(arrangement.regions().get(old.getKey()));
            if (moved) {
                old.getValue().close();
            }
            return moved;
        });
        arrangement
                .regions()
                .forEach((seat, region) -> places.computeIfAbsent(
                        seat,
                        s -> new Place(new Filler.Weights(
                                s.file(), region, weights.slice((int) region.offset(), (int) region.bytes())))));
    }

    @Override
    public Seated seat(Seat wanted) throws ComputeException {
        Place place = Objects.requireNonNull(places.get(wanted));
        filler.want(from(wanted));
        try {
            long fillings = filler.await(place.weights);
            boolean stayed = fillings == place.fillingsSeen;
            place.fillingsSeen = fillings;
            PartitionSession session = place.session;
            if (session == null) {
                session = wanted.open(new PartitionSession.Place(Optional.of(place.weights.memory()), tensors));
                place.session = session;
            }
            return new Seated(session, stayed);
        } catch (IOException e) {
            throw new ComputeException(
                    "partition '" + wanted + "' cannot be loaded again: its weights cannot be read: " + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ComputeException("partition '" + wanted + "' is not loaded again, as the runner stops", e);
        }
    }

    /** The weights of a partition, and of as many after it as are in nobody's way. */
    private List<Filler.Weights> from(Seat wanted) {
        List<Filler.Weights> list = new ArrayList<>();
        List<Seat> ring =
                rings.stream().filter(r -> r.contains(wanted)).findFirst().orElse(List.of(wanted));
        int first = ring.indexOf(wanted);
        for (int i = 0; i < ring.size(); i++) {
            Place place = places.get(ring.get((first + i) % ring.size()));
            if (place == null || list.stream().anyMatch(w -> w.region().overlaps(place.weights.region()))) {
                break;
            }
            list.add(place.weights);
        }
        return list;
    }

    @Override
    public void leave(Seat seat) {
        Place place = places.remove(seat);
        if (place != null) {
            place.close();
        }
    }

    /** Java frees buffers when it collects garbage, so that is asked for. */
    @Override
    public void close() {
        try {
            filler.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        places.values().forEach(Place::close);
        places.clear();
        if (weightBytes >= 0) {
            weightBytes = -1;
            weights = ByteBuffer.allocate(0);
            tensors = ByteBuffer.allocate(0);
            System.gc();
        }
    }
}
