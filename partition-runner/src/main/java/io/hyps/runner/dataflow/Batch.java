package io.hyps.runner.dataflow;

import io.hyps.protocol.tensor.Tensor;
import io.hyps.runner.session.ComputeException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Firings of one partition that are computed at once.
 *
 * @param firings at least one
 */
record Batch(List<Firing> firings) {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    /**
     * What was computed.
     *
     * @param outputs of each firing, in their order; overwritten by the next computation
     */
    record Computed(Firing.Span span, List<Map<String, Tensor>> outputs) {}

    /** Empty if it failed, for any of them: then each is to be computed by itself. */
    Optional<Computed> compute(WorkCounters counters, LongSupplier nanos, Clock clock) {
        int frames = firings.size();
        long start = nanos.getAsLong();
        List<Map<String, Tensor>> outputs;
        try {
            Computation computation = firings.get(0).partition().computation();
            outputs = computation.run(firings.stream().map(Firing::tensors).toList());
        } catch (ComputeException | RuntimeException | OutOfMemoryError e) {
            LOG.debug("{} frames at once failed, now one by one: {}", frames, e.toString());
            return Optional.empty();
        }
        long computeNanos = nanos.getAsLong() - start;
        if (frames > 1) {
            counters.batch(frames);
        }
        firings.forEach(firing -> counters.computed(firing.waitNanos(start), computeNanos / frames));
        return Optional.of(new Computed(new Firing.Span(start, computeNanos, clock.instant()), outputs));
    }
}
