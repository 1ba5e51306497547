package io.hyps.runner.turns;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Fills regions of memory with weights, on a thread of its own and in the order that was asked for; what a region held is
 * forgotten when one that overlaps it is filled.
 */
final class Filler implements AutoCloseable {
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final boolean pastCache;
    private final Thread thread = new Thread(this::fillAll, "hyps-weights");
    private final Set<Weights> filled = new HashSet<>();
    private final Map<Weights, IOException> failed = new HashMap<>();
    private List<Weights> wanted = List.of();
    private @Nullable Weights current;
    private boolean closed;

    /**
     * A file of weights and its place.
     *
     * @param memory of the region, in whole blocks
     */
    static final class Weights {
        private final Optional<Path> file;
        private final Region region;
        private final ByteBuffer memory;
        private long fillings;

        /** @param file none if there is nothing to read */
        Weights(Optional<Path> file, Region region, ByteBuffer memory) {
            this.file = file;
            this.region = region;
            this.memory = memory;
        }

        Region region() {
            return region;
        }

        ByteBuffer memory() {
            return memory;
        }
    }

    private Filler(boolean pastCache) {
        this.pastCache = pastCache;
    }

    static Filler start(boolean pastCache) {
        Filler filler = new Filler(pastCache);
        filler.thread.setDaemon(true);
        filler.thread.start();
        return filler;
    }

    /** Has these filled one after another, and nothing else; their regions must not overlap. */
    synchronized void want(List<Weights> inOrder) {
        wanted = inOrder;
        notifyAll();
    }

    /**
     * Waits until weights that are wanted are there.
     *
     * @return how often they have been read so far
     * @throws IOException if they cannot be read
     */
    synchronized long await(Weights weights) throws IOException, InterruptedException {
        while (!filled.contains(weights)) {
            IOException failure = failed.remove(weights);
            if (failure != null) {
                throw failure;
            }
            if (closed) {
                throw new CancellationException("the runner stops");
            }
            wait();
        }
        return weights.fillings;
    }

    /** Wants nothing and forgets all that is filled; once it returns, no memory is written to. */
    synchronized void clear() throws InterruptedException {
        wanted = List.of();
        while (current != null) {
            wait();
        }
        filled.clear();
        failed.clear();
    }

    private void fillAll() {
        try {
            while (true) {
                fill(next());
            }
        } catch (InterruptedException closing) {
            synchronized (this) {
                closed = true;
                notifyAll();
            }
        }
    }

    private synchronized Weights next() throws InterruptedException {
        while (true) {
            Optional<Weights> next = wanted.stream()
                    .filter(weights -> !filled.contains(weights) && !failed.containsKey(weights))
                    .findFirst();
            if (next.isPresent()) {
                filled.removeIf(weights -> weights.region.overlaps(next.get().region));
                current = next.get();
                return next.get();
            }
            wait();
        }
    }

    private void fill(Weights weights) {
        boolean whole = false;
        IOException failure = null;
        try {
            whole = weights.file.isEmpty()
                    || WeightFile.read(weights.file.get(), weights.memory, pastCache, () -> isWanted(weights));
        } catch (IOException e) {
            failure = e;
        } catch (RuntimeException e) {
            // whoever waits must hear of it: the thread goes on
            failure = new IOException(e.toString(), e);
        }
        synchronized (this) {
            current = null;
            if (whole) {
                weights.fillings++;
                filled.add(weights);
            } else if (failure != null) {
                failed.put(weights, failure);
            }
            notifyAll();
        }
    }

    private synchronized boolean isWanted(Weights weights) {
        return wanted.contains(weights) && !Thread.currentThread().isInterrupted();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
