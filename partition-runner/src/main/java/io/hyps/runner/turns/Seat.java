package io.hyps.runner.turns;

import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.runner.RefusedException;
import io.hyps.runner.dataflow.Computation;
import io.hyps.runner.session.ComputeException;
import io.hyps.runner.session.PartitionSession;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A partition that takes turns: ready when a frame is there for it, until its memory is wanted. */
public final class Seat implements Computation {
    private final Turns turns;
    private final Partition partition;
    private final Optional<WeightsOf> weights;
    private final int tensorBytes;
    private final Opening opening;

    /** A file and its size. */
    record WeightsOf(Path file, long bytes) {}

    /** Loads the partition. */
    @FunctionalInterface
    public interface Opening {
        PartitionSession open(PartitionSession.Place place) throws RefusedException;
    }

    Seat(Turns turns, Partition partition, Optional<WeightsOf> weights, int tensorBytes, Opening opening) {
        this.turns = turns;
        this.partition = partition;
        this.weights = weights;
        this.tensorBytes = tensorBytes;
        this.opening = opening;
    }

    @Override
    public Map<String, Tensor> run(Map<String, EncodedTensor> inputs) throws ComputeException {
        return turns.seated(this).run(inputs);
    }

    /** Gives the memory back; to be called on the compute thread, or once it has ended. */
    public void leave() {
        turns.leave(this);
    }

    PartitionSession open(PartitionSession.Place place) throws ComputeException {
        try {
            return opening.open(place);
        } catch (RefusedException e) {
            throw new ComputeException("partition '" + partition.id() + "' cannot be loaded again: " + e.line(), e);
        }
    }

    Optional<Path> file() {
        return weights.map(WeightsOf::file);
    }

    long fileBytes() {
        return weights.map(WeightsOf::bytes).orElse(0L);
    }

    /** Of the places of its inputs and outputs. */
    int tensorBytes() {
        return tensorBytes;
    }

    long weightsBytes() {
        return Math.min(partition.weightsBytes(), partition.peakMemoryBytes());
    }

    /** What it takes while it computes, besides its weights. */
    long workBytes() {
        return partition.peakMemoryBytes() - weightsBytes();
    }

    @Override
    public String toString() {
        return partition.id();
    }
}
