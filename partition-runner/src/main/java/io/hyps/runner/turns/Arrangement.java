package io.hyps.runner.turns;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How partitions that take turns share a room: memory for their weights, one place for the tensors of whichever runs, and
 * what the one that needs most works with.
 */
record Arrangement(long weightBytes, long tensorBytes, Map<Seat, Region> regions) {
    /** What one buffer of Java's can have, less a block to align it. */
    private static final long LARGEST_BYTES = Integer.MAX_VALUE - 2L * Layout.BLOCK_BYTES;

    /**
     * @param rings the partitions of each plan, in the order in which they run
     * @return nothing if they have to give up all their memory to one another
     */
    static Optional<Arrangement> of(List<List<Seat>> rings, long roomBytes) {
        List<Seat> all = rings.stream().flatMap(List::stream).toList();
        long tensors = all.stream().mapToLong(Seat::tensorBytes).max().orElse(0);
        long work = all.stream()
                .mapToLong(seat -> Math.max(0, seat.workBytes() - seat.tensorBytes()))
                .max()
                .orElse(0);
        long room = Math.min(LARGEST_BYTES, roomBytes - tensors - work);
        long weights = 0;
        Map<Seat, Region> regions = new HashMap<>();
        for (List<Seat> ring : rings) {
            Optional<Layout> layout =
                    Layout.of(ring.stream().map(Seat::fileBytes).toList(), room);
            if (layout.isEmpty() || tensors > LARGEST_BYTES) {
                return Optional.empty();
            }
            weights = Math.max(weights, layout.get().bytes());
            for (int i = 0; i < ring.size(); i++) {
                regions.put(ring.get(i), layout.get().regions().get(i));
            }
        }
        return Optional.of(new Arrangement(weights, tensors, Map.copyOf(regions)));
    }
}
