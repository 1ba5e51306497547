package io.hyps.runner.turns;

import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.runner.RefusedException;
import io.hyps.runner.dataflow.Computation;
import io.hyps.runner.session.ComputeException;
import io.hyps.runner.session.PartitionSession;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A partition that takes turns: loaded when a frame is there for it, until its memory is wanted. */
public final class Seat implements Computation {
    private final Turns turns;
    private final Partition partition;
    private final Optional<Path> weights;
    private final Opening opening;

    /** Loads the partition. */
    @FunctionalInterface
    public interface Opening {
        PartitionSession open() throws RefusedException;
    }

    Seat(Turns turns, Partition partition, Optional<Path> weights, Opening opening) {
        this.turns = turns;
        this.partition = partition;
        this.weights = weights;
        this.opening = opening;
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs) throws ComputeException {
        return turns.seated(this).run(inputs);
    }

    @Override
    public void foresee() {
        turns.foresee(this);
    }

    /** Gives the memory back; to be called on the compute thread, or once it has ended. */
    public void leave() {
        turns.leave(this);
    }

    PartitionSession open() throws ComputeException {
        try {
            return opening.open();
        } catch (RefusedException e) {
            throw new ComputeException("partition '" + partition.id() + "' cannot be loaded again: " + e.line(), e);
        }
    }

    Optional<Path> weights() {
        return weights;
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
