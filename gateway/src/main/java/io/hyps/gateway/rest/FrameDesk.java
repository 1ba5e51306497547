package io.hyps.gateway.rest;

import io.hyps.gateway.ingest.FrameKeeper;
import io.hyps.gateway.kafka.ConsumerLoop;
import io.hyps.gateway.kafka.FrameSearch;
import io.hyps.gateway.kafka.KafkaUnavailableException;
import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.gateway.kafka.ResultStream;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.plan.PublishedPlan;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Where HTTP meets the pipeline: frames in, results out. Safe for use from many threads. */
public final class FrameDesk implements AutoCloseable {
    private static final long RECENT_BYTES = 16 << 20;
    private static final int SEARCHES_AT_ONCE = 2;
    private static final long PLAN_WITHIN_SECONDS = 2;

    private final FrameKeeper keeper;
    private final Function<String, CompletableFuture<Optional<PublishedPlan>>> plans;
    private final ResultStream.Source results;
    private final FrameSearch search;
    private final Answers answers;
    private final ConsumerLoop follower;
    private final Semaphore searches = new Semaphore(SEARCHES_AT_ONCE);
    private final ExecutorService outcomes =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "hyps-rest-kept"));

    /**
     * Begins to follow the results.
     *
     * @param plans the active plan of a model
     * @param followed the results from now on; closed with this
     * @param results for those who want others
     */
    public FrameDesk(
            FrameKeeper keeper,
            Function<String, CompletableFuture<Optional<PublishedPlan>>> plans,
            ResultStream followed,
            ResultStream.Source results,
            FrameSearch search) {
        this.keeper = keeper;
        this.plans = plans;
        this.results = results;
        this.search = search;
        this.answers = new Answers(followed, RECENT_BYTES);
        this.follower = ConsumerLoop.start("hyps-rest-results", answers);
    }

    /** Whether results are still followed. */
    public boolean isAlive() {
        return follower.isAlive();
    }

    Answers answers() {
        return answers;
    }

    ResultStream.Source results() {
        return results;
    }

    /** Begins; may block while Kafka is away. */
    CompletableFuture<FrameKeeper.Kept> keep(Frame frame) {
        return keeper.keep(frame, outcomes);
    }

    /** The active plan. */
    Optional<PublishedPlan> findPlan(String model) throws RefusedException, InterruptedException {
        try {
            return plans.apply(model).get(PLAN_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new RefusedException(503, "the gateway cannot tell yet which models there are; ask again", e)
                    .with("Retry-After", "1");
        }
    }

    /** Looks in Kafka for a result that has come some time ago. */
    Optional<ResultRecord> search(FrameId frame) throws RefusedException {
        return searching(() -> search.result(frame));
    }

    /** Looks in Kafka for the frame itself. */
    boolean isKept(FrameId frame) throws RefusedException {
        return searching(() -> search.isKept(frame));
    }

    private <T> T searching(Search<T> search) throws RefusedException {
        if (!searches.tryAcquire()) {
            throw RefusedException.busy(SEARCHES_AT_ONCE + " frames are being looked for already; ask again");
        }
        try {
            return search.run();
        } catch (KafkaUnavailableException e) {
            throw new RefusedException(503, "Kafka cannot be read now; ask again", e).with("Retry-After", "1");
        } finally {
            searches.release();
        }
    }

    @Override
    public void close() throws InterruptedException {
        follower.close();
        outcomes.shutdownNow();
    }

    private interface Search<T> {
        T run() throws KafkaUnavailableException;
    }
}
