package io.hyps.bench.gateway;

import io.hyps.stack.parts.GatewayPart;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackException;
import io.hyps.stack.process.ProcessMemory;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Kills gateways (SIGKILL) at random moments and starts them again at once. The moments are numbers of answers, so that all
 * of them come, however long that takes.
 */
final class Killer implements AutoCloseable {
    private static final double LATEST = 0.95;
    private static final long POLL_MILLIS = 5;

    private final Stack stack;
    private final LongSupplier answered;
    private final Random random;
    private final List<Long> moments;
    private final Thread thread = new Thread(this::work, "bench-killer");
    private volatile int kills;
    private volatile @Nullable StackException failure;
    private volatile long peakRssBytes;
    private volatile boolean closed;

    Killer(Stack stack, int kills, long images, LongSupplier answered, long seed) {
        this.stack = stack;
        this.answered = answered;
        this.random = new Random(seed);
        this.moments = random.longs(kills, 1, Math.max(2, (long) (images * LATEST)))
                .sorted()
                .boxed()
                .toList();
        thread.start();
    }

    private void work() {
        try {
            for (long moment : moments) {
                while (answered.getAsLong() < moment) {
                    if (closed) {
                        return;
                    }
                    Thread.sleep(POLL_MILLIS);
                }
                List<GatewayPart> gateways = stack.gateways();
                GatewayPart victim = gateways.get(random.nextInt(gateways.size()));
                look(victim);
                victim.restart();
                kills++;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StackException e) {
            failure = e;
        }
    }

    private void look(GatewayPart gateway) {
        gateway.memory()
                .map(ProcessMemory::peakResidentBytes)
                .ifPresent(peak -> peakRssBytes = Math.max(peakRssBytes, peak));
    }

    /**
     * How many there were, once all have been.
     *
     * @throws StackException if a gateway could not be started again
     */
    int awaitKills() throws StackException, InterruptedException {
        thread.join();
        StackException failed = failure;
        if (failed != null) {
            throw failed;
        }
        return kills;
    }

    /** The most memory that any gateway had, those killed too. */
    long peakRssBytes() {
        stack.gateways().forEach(this::look);
        return peakRssBytes;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
