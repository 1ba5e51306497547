package io.hyps.runner.dataflow;

import java.util.TreeMap;

/**
 * How many of the frames that wait for a partition are best computed at once. Learns from what computations took: several at
 * once may be slower than one by one, and more of them faster again. No clock; for one thread at a time.
 */
final class BatchSize {
    /** The first computation of a size is slower than all others: its memory is new. */
    private static final int WARM_UP = 1;

    /** After so many choices a size is tried again that was not the best. */
    private static final int TRY_EVERY = 32;

    private static final double WEIGHT_OF_NEWEST = 0.25;

    private final long boundNanos;
    private final TreeMap<Integer, Size> sizes = new TreeMap<>();
    private long choices;

    /** A number of frames at once, and what that takes. */
    private static final class Size {
        private int times;
        private long last;
        private double nanos;

        /** @param now the number of the choice; what is known of long ago counts for nothing */
        void took(long sample, long now) {
            boolean isFresh = times <= WARM_UP || now - last >= TRY_EVERY;
            nanos = isFresh ? sample : nanos + WEIGHT_OF_NEWEST * (sample - nanos);
            times++;
            last = now;
        }

        boolean isKnown() {
            return times > WARM_UP;
        }
    }

    /**
     * Knows nothing yet.
     *
     * @param most frames at once
     * @param boundNanos that frames may take together
     */
    BatchSize(int most, long boundNanos) {
        this.boundNanos = boundNanos;
        for (int size = 1; size < most; size *= 2) {
            sizes.put(size, new Size());
        }
        sizes.put(most, new Size());
    }

    /**
     * How many to compute at once: one as long as nothing is known of one alone, else what takes least for each and all
     * together no longer than the bound. A size of which nothing is known is tried if a smaller one says that it keeps the
     * bound. Now and then so is one that was not the best, or took too long when it was tried.
     *
     * @param waiting at least one
     */
    int choose(int waiting) {
        choices++;
        boolean tries = choices % TRY_EVERY == 0;
        long turn = choices / TRY_EVERY % sizes.size();
        int best = 1;
        for (int frames : sizes.headMap(waiting, true).keySet()) {
            Size size = size(frames);
            boolean mayKeep = frames == 1 || scaledNanos(frames) <= boundNanos;
            boolean keeps = frames == 1 || (size.isKnown() && size.nanos <= boundNanos);
            boolean isNew = frames > 1 && !size.isKnown();
            if (mayKeep && (isNew || (tries && sizes.headMap(frames).size() == turn))) {
                return frames;
            }
            if (keeps && size.nanos / frames < size(best).nanos / best) {
                best = frames;
            }
        }
        return best;
    }

    /** What a computation of so many frames took. */
    void took(int frames, long nanos) {
        Size size = sizes.get(frames);
        if (size != null) {
            size.took(nanos, choices);
        }
    }

    /** So many frames cannot be computed at once, though each can alone. */
    void cannot(int frames) {
        if (frames > 1) {
            sizes.remove(frames);
        }
    }

    /** By the nearest smaller size that is known, as if frames took no less together than alone; endless if none is. */
    private double scaledNanos(int frames) {
        return sizes.headMap(frames, false).descendingMap().entrySet().stream()
                .filter(smaller -> smaller.getValue().isKnown())
                .findFirst()
                .map(known -> known.getValue().nanos * frames / known.getKey())
                .orElse(Double.POSITIVE_INFINITY);
    }

    private Size size(int frames) {
        Size size = sizes.get(frames);
        if (size == null) {
            throw new IllegalStateException("no such size: " + frames);
        }
        return size;
    }
}
