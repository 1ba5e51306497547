package io.hyps.gateway.rest;

import io.hyps.gateway.kafka.ConsumerLoop;
import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.gateway.kafka.ResultStream;
import io.hyps.protocol.frame.FrameId;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Follows hyps.results and hands each result to whoever waits for it. Keeps the latest, bounded in number and bytes, for
 * those who come a little late. {@link #poll} is for one thread, the rest for many.
 */
final class Answers implements ConsumerLoop.Source {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MOST_RECENT = 4096;
    private static final int MOST_UNANSWERED = 100_000;

    private final ResultStream stream;
    private final long mostRecentBytes;
    private final Map<FrameId, Set<CompletableFuture<ResultRecord>>> waiting = new HashMap<>();
    private final Map<FrameId, ResultRecord> recent = new LinkedHashMap<>();
    private final Map<FrameId, Boolean> unanswered = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FrameId, Boolean> eldest) {
            return size() > MOST_UNANSWERED;
        }
    };
    private long recentBytes;

    /** @param stream closed with this */
    Answers(ResultStream stream, long mostRecentBytes) {
        this.stream = stream;
        this.mostRecentBytes = mostRecentBytes;
    }

    /** Completes with the frame's result when it comes, or at once if it is among the latest; cancelled by the end. */
    synchronized CompletableFuture<ResultRecord> expect(FrameId frame) {
        ResultRecord known = recent.get(frame);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        CompletableFuture<ResultRecord> answer = new CompletableFuture<>();
        waiting.computeIfAbsent(frame, id -> Collections.newSetFromMap(new IdentityHashMap<>()))
                .add(answer);
        return answer;
    }

    /** Ends what {@link #expect} has begun; needed if it has not completed. */
    synchronized void forget(FrameId frame, CompletableFuture<ResultRecord> answer) {
        Set<CompletableFuture<ResultRecord>> all = waiting.get(frame);
        if (all != null && all.remove(answer) && all.isEmpty()) {
            waiting.remove(frame);
        }
    }

    /** Notes that the frame is in Kafka. */
    synchronized void kept(FrameId frame) {
        if (!recent.containsKey(frame)) {
            unanswered.put(frame, true);
        }
    }

    /** Whether the frame was noted here and no result of it has come. */
    synchronized boolean isUnanswered(FrameId frame) {
        return unanswered.containsKey(frame);
    }

    @Override
    public void poll() {
        for (ResultStream.Placed placed : stream.poll(POLL)) {
            remember(placed.result()).forEach(answer -> answer.complete(placed.result()));
        }
    }

    private synchronized Set<CompletableFuture<ResultRecord>> remember(ResultRecord result) {
        FrameId frame = result.frame().id();
        unanswered.remove(frame);
        ResultRecord before = recent.put(frame, result);
        recentBytes +=
                result.json().sizeBytes() - (before == null ? 0 : before.json().sizeBytes());
        var oldest = recent.values().iterator();
        while (recentBytes > mostRecentBytes || recent.size() > MOST_RECENT) {
            recentBytes -= oldest.next().json().sizeBytes();
            oldest.remove();
        }
        Set<CompletableFuture<ResultRecord>> answers = waiting.remove(frame);
        return answers == null ? Set.of() : answers;
    }

    /** Those who still wait are told that nothing comes any more. */
    @Override
    public void close() {
        stream.close();
        cancelAll();
    }

    private synchronized void cancelAll() {
        waiting.values().forEach(all -> all.forEach(answer -> answer.cancel(false)));
        waiting.clear();
    }
}
