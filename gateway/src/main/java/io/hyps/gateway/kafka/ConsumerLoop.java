package io.hyps.gateway.kafka;

import java.time.Duration;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that polls a consumer until it is closed. */
public final class ConsumerLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final Source source;
    private final Thread thread;
    private volatile boolean closing;

    private ConsumerLoop(String name, Source source) {
        this.source = source;
        this.thread = new Thread(this::run, name);
    }

    public static ConsumerLoop start(String threadName, Source source) {
        ConsumerLoop loop = new ConsumerLoop(threadName, source);
        loop.thread.start();
        return loop;
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        try {
            while (!closing) {
                pollOrPause();
            }
        } finally {
            try {
                source.close();
            } catch (RuntimeException e) {
                LOG.warn("kafka consumer not closed in order thread={}", thread.getName(), e);
            }
        }
    }

    private void pollOrPause() {
        try {
            source.poll();
        } catch (InterruptException | InterruptedException e) {
            LOG.debug("kafka consumer interrupted thread={}", thread.getName());
            closing = true;
        } catch (AuthorizationException e) {
            LOG.error("kafka refuses thread={} reason={}", thread.getName(), e.getMessage());
            pause();
        } catch (RuntimeException e) {
            LOG.error("kafka consumer failed, goes on thread={}", thread.getName(), e);
            pause();
        }
    }

    private void pause() {
        try {
            Thread.sleep(AFTER_FAILURE.toMillis());
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    /** Lets the poll under way end, closes the source, waits for that. */
    @Override
    public void close() throws InterruptedException {
        closing = true;
        thread.join(CLOSE_TIMEOUT.toMillis() / 2);
        if (thread.isAlive()) {
            thread.interrupt();
            thread.join(CLOSE_TIMEOUT.toMillis() / 2);
        }
    }

    /** What is polled; all its methods are called by the loop's thread. */
    public interface Source extends AutoCloseable {
        void poll() throws InterruptedException;

        @Override
        void close();
    }
}
