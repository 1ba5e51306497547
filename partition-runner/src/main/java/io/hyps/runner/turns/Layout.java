package io.hyps.runner.turns;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Where in a memory of fixed size the weights of partitions lie that run one after another, round and round. Some have a
 * region of their own, so that they stay; the others share two by turns, so that one can be read while the one before it
 * computes. Where there is no room for two, they share one.
 *
 * @param bytes of the memory that is used
 * @param regions of the partitions, in their order
 */
record Layout(long bytes, List<Region> regions) {
    /** What reading without the kernel's cache wants of offsets and sizes. */
    static final int BLOCK_BYTES = 4096;

    private static final int SHARED_REGIONS = 2;

    /**
     * As much stays as there is room for, the largest first.
     *
     * @param weightBytes of the partitions, in the order in which they run
     * @return nothing if the largest does not fit
     */
    static Optional<Layout> of(List<Long> weightBytes, long roomBytes) {
        List<Long> blocks = weightBytes.stream().map(Layout::wholeBlocks).toList();
        for (int shared = SHARED_REGIONS; shared > 0; shared--) {
            TreeSet<Integer> staying = new TreeSet<>();
            List<Integer> largestFirst = IntStream.range(0, blocks.size())
                    .boxed()
                    .sorted(Comparator.comparing(blocks::get, Comparator.reverseOrder()))
                    .toList();
            for (int candidate : largestFirst) {
                staying.add(candidate);
                if (place(blocks, staying, shared).bytes() > roomBytes) {
                    staying.remove(candidate);
                }
            }
            Layout layout = place(blocks, staying, shared);
            if (layout.bytes() <= roomBytes) {
                return Optional.of(layout);
            }
        }
        return Optional.empty();
    }

    static long wholeBlocks(long bytes) {
        return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }

    private static Layout place(List<Long> blocks, TreeSet<Integer> staying, int shared) {
        long[] sizes = new long[shared];
        int turn = 0;
        for (int i = 0; i < blocks.size(); i++) {
            if (!staying.contains(i)) {
                sizes[turn % shared] = Math.max(sizes[turn % shared], blocks.get(i));
                turn++;
            }
        }
        List<Region> regions = new ArrayList<>();
        long end = IntStream.range(0, shared).mapToLong(i -> sizes[i]).sum();
        turn = 0;
        for (int i = 0; i < blocks.size(); i++) {
            if (staying.contains(i)) {
                regions.add(new Region(end, blocks.get(i)));
                end += blocks.get(i);
            } else {
                int place = turn++ % shared;
                regions.add(new Region(place == 0 ? 0 : sizes[0], blocks.get(i)));
            }
        }
        return new Layout(end, List.copyOf(regions));
    }
}
