package io.hyps.runner.dataflow;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Failure;
import io.hyps.protocol.tensor.StageTime;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorCodec;
import io.hyps.protocol.tensor.TensorEncoder;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.runner.session.ComputeException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition with all its inputs for a frame.
 *
 * @param inputs in the order of arrival
 */
record Firing(LoadedPartition partition, Map<String, Arrival> inputs) {
    private static final Logger LOG = LoggerFactory.getLogger(Firing.class);

    /**
     * A computation.
     *
     * @param end by the device's clock
     */
    record Span(long startNanos, long computeNanos, Instant end) {}

    /** What is computed of, by name. */
    Map<String, EncodedTensor> tensors() {
        Map<String, EncodedTensor> tensors = new LinkedHashMap<>();
        inputs.forEach((name, arrival) -> tensors.put(name, arrival.data().content()));
        return tensors;
    }

    /** Computes the outputs, or finds why there are none. */
    Effect compute(String device, WorkCounters counters, TensorEncoder encoder, LongSupplier nanos, Clock clock) {
        long start = nanos.getAsLong();
        Map<String, Tensor> outputs = Map.of();
        Optional<Failure> failure = Optional.empty();
        try {
            outputs = partition.computation().run(tensors());
        } catch (ComputeException | RuntimeException | OutOfMemoryError e) {
            failure = Optional.of(failed(device, e));
        }
        Span span = new Span(start, nanos.getAsLong() - start, clock.instant());
        counters.computed(waitNanos(start), span.computeNanos());
        return effect(device, encoder, span, outputs, failure);
    }

    /** From the first input's arrival. */
    long waitNanos(long startNanos) {
        return startNanos - first().arrivedNanos();
    }

    /** What comes of a computation, which may have been of other firings too. */
    Effect effect(
            String device, TensorEncoder encoder, Span span, Map<String, Tensor> outputs, Optional<Failure> computing) {
        long waitNanos = waitNanos(span.startNanos());
        StageTime own = new StageTime(
                id(),
                device,
                Math.max(0, waitNanos / 1000),
                span.computeNanos() / 1000,
                arrivedMicros(span.end().minusNanos(waitNanos + span.computeNanos())));
        LOG.debug(
                "frameId={} partition={} attempt={} waitMicros={} computeMicros={}",
                last().data().address().frame(),
                id(),
                last().data().address().attempt(),
                own.waitMicros(),
                own.computeMicros());
        List<StageTime> stages = stages(own);
        Optional<Failure> failure = computing;
        Map<String, Payload> messages = Map.of();
        try {
            messages = encoded(outputs, encoder, stages);
        } catch (RuntimeException | OutOfMemoryError e) {
            failure = Optional.of(failed(device, e));
        }
        return effect(device, messages, failure, stages);
    }

    /** None if the device has no clock and thinks that it is before 1970. */
    private static long arrivedMicros(Instant arrivedAt) {
        return Math.max(0, ChronoUnit.MICROS.between(Instant.EPOCH, arrivedAt));
    }

    private Failure failed(String device, Throwable e) {
        LOG.warn("frameId={} partition={} failed: {}", last().data().address().frame(), id(), e.toString());
        Failure.Code code = e.getCause() instanceof MalformedMessageException
                ? Failure.Code.MALFORMED_TENSOR
                : Failure.Code.EXECUTION_FAILED;
        return new Failure(code, line(e), id(), device);
    }

    /** The messages, copied from where the computation left its outputs. */
    private Map<String, Payload> encoded(Map<String, Tensor> outputs, TensorEncoder encoder, List<StageTime> stages) {
        TensorMessage.Address address = last().data().address();
        Plan plan = partition.published().plan();
        Map<String, Payload> messages = new LinkedHashMap<>();
        outputs.forEach((name, tensor) -> {
            EncodedTensor content = encoder.encode(tensor, plan.tensor(name).travelsAs());
            messages.put(
                    name,
                    Payload.of(TensorCodec.encode(new TensorMessage.Data(address.ofTensor(name), content, stages))));
        });
        return messages;
    }

    /** What it is a firing of. */
    JoinKey key() {
        return keyAt(partition);
    }

    /** The same attempt at the same frame, at another partition of the plan. */
    JoinKey keyAt(LoadedPartition other) {
        TensorMessage.Address address = last().data().address();
        return new JoinKey(
                address.model(), address.epoch(), other.partition().id(), address.frame(), address.attempt());
    }

    boolean isExpired(long nowNanos) {
        return inputs.values().stream().anyMatch(arrival -> arrival.deadlineNanos() - nowNanos <= 0);
    }

    /** Gives the inputs back without an effect. */
    void release() {
        inputs.values().forEach(arrival -> arrival.ack().release());
    }

    private Effect effect(
            String device, Map<String, Payload> outputs, Optional<Failure> failure, List<StageTime> stages) {
        Arrival last = last();
        TensorMessage.Address address = last.data().address();
        return new Effect(
                partition,
                device,
                address,
                outputs,
                failure,
                stages,
                last.expiry(),
                last.arrivedNanos(),
                inputs.values().stream()
                        .flatMap(arrival -> arrival.trace().stream())
                        .findFirst(),
                this::release);
    }

    private List<StageTime> stages(StageTime own) {
        Set<StageTime> stages = new LinkedHashSet<>();
        inputs.values().forEach(arrival -> stages.addAll(arrival.data().stages()));
        stages.add(own);
        return List.copyOf(stages);
    }

    private Arrival first() {
        return inputs.values().iterator().next();
    }

    private Arrival last() {
        List<Arrival> arrivals = new ArrayList<>(inputs.values());
        return arrivals.get(arrivals.size() - 1);
    }

    private String id() {
        return partition.partition().id();
    }

    private static String line(Throwable e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }
}
