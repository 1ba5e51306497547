package io.hyps.gateway.replay;

import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.gateway.kafka.ResultSink;
import io.hyps.gateway.recording.RecordedFrame;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.result.InferenceResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who waits for an answer, and what the answers were. A frame that cannot be sent waits for room: at most so many are
 * under way. Safe for use from many threads.
 */
final class Tally implements ResultSink {
    private static final Logger LOG = LoggerFactory.getLogger(Tally.class);
    private static final int DIFFERENCES_KEPT = 100;

    private final int mostUnderWay;
    private final ToIntFunction<RecordedFrame> cuts;
    private final ReplayListener listener;
    private final Map<FrameId, RecordedFrame> underWay = new HashMap<>();
    private final List<Difference> kept = new ArrayList<>();
    private final List<Double> latenciesMs = new ArrayList<>();
    private long answered;
    private long errors;
    private long differences;
    private long sameTop;
    private long withNumbers;
    private double maxAbs;
    private double maxRel;

    /** @param cuts how often the values were rounded on the way, recorded and now */
    Tally(int mostUnderWay, ToIntFunction<RecordedFrame> cuts, ReplayListener listener) {
        this.mostUnderWay = mostUnderWay;
        this.cuts = cuts;
        this.listener = listener;
    }

    /**
     * Waits for room.
     *
     * @return whether there was some before nothing had been answered for that long
     */
    synchronized boolean enter(FrameId id, RecordedFrame frame, Duration patience) throws InterruptedException {
        boolean room = awaitAtMost(mostUnderWay - 1, patience);
        if (room) {
            underWay.put(id, frame);
        }
        return room;
    }

    /**
     * Waits until all are answered.
     *
     * @return whether they were before nothing had been answered for that long
     */
    synchronized boolean awaitAll(Duration patience) throws InterruptedException {
        return awaitAtMost(0, patience);
    }

    private boolean awaitAtMost(int waiting, Duration patience) throws InterruptedException {
        long seen = answered;
        long deadline = System.nanoTime() + patience.toNanos();
        while (underWay.size() > waiting) {
            if (answered != seen) {
                seen = answered;
                deadline = System.nanoTime() + patience.toNanos();
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /** Counts those that are still under way as not answered. */
    synchronized void giveUp() {
        Collection<RecordedFrame> left = List.copyOf(underWay.values());
        underWay.clear();
        left.forEach(frame -> count(Comparison.of(frame, Optional.empty(), 0)));
    }

    /** Counts a frame that was never sent. */
    synchronized void missed(RecordedFrame frame) {
        count(Comparison.of(frame, Optional.empty(), 0));
    }

    @Override
    public synchronized void accept(List<ResultRecord> results) {
        for (ResultRecord record : results) {
            RecordedFrame frame = underWay.remove(record.frame().id());
            if (frame == null) {
                LOG.debug("second result passed over frameId={}", record.frame().id());
                continue;
            }
            try {
                take(frame, Json.decode("result", record.json().array(), InferenceResult.class));
            } catch (MalformedMessageException e) {
                throw new IllegalStateException("the replay's own result cannot be read", e);
            }
        }
        notifyAll();
    }

    private void take(RecordedFrame frame, InferenceResult result) {
        answered++;
        errors += result.status() == InferenceResult.Status.ERROR ? 1 : 0;
        InferenceResult.Timings timings = result.timings();
        if (timings != null) {
            latenciesMs.add(timings.preprocessMs() + timings.pipelineMs());
        }
        count(Comparison.of(frame, Optional.of(result), cuts.applyAsInt(frame)));
        listener.answered();
    }

    private void count(Comparison comparison) {
        comparison.numbers().ifPresent(gap -> {
            withNumbers++;
            sameTop += gap.sameTop() ? 1 : 0;
            maxAbs = Math.max(maxAbs, gap.maxAbs());
            maxRel = Math.max(maxRel, gap.maxRel());
        });
        comparison.difference().ifPresent(difference -> {
            differences++;
            if (kept.size() < DIFFERENCES_KEPT) {
                kept.add(difference);
                listener.differs(difference);
            }
        });
    }

    synchronized ReplayReport.Outcome outcome() {
        List<Double> sorted = latenciesMs.stream().sorted().toList();
        return new ReplayReport.Outcome(
                answered,
                errors,
                differences,
                maxAbs,
                maxRel,
                withNumbers == 0 ? 1 : (double) sameTop / withNumbers,
                new ReplayReport.Latency(quantile(sorted, 0.5), quantile(sorted, 0.95)),
                List.copyOf(kept));
    }

    private static double quantile(List<Double> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
    }
}
