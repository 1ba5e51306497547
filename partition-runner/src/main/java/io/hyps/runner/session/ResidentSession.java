package io.hyps.runner.session;

import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.runner.RefusedException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A partition that stays loaded, as quick as there is memory to spare for its tensors. For one thread at a time. */
public final class ResidentSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResidentSession.class);

    private final Opening opening;
    private PartitionSession session;
    private TensorAllocation allocation;

    private ResidentSession(Opening opening, PartitionSession session, TensorAllocation allocation) {
        this.opening = opening;
        this.session = session;
        this.allocation = allocation;
    }

    /** Loads the partition. */
    @FunctionalInterface
    public interface Opening {
        PartitionSession open(TensorAllocation allocation) throws RefusedException;
    }

    public static ResidentSession open(Opening opening, TensorAllocation allocation) throws RefusedException {
        return new ResidentSession(opening, opening.open(allocation), allocation);
    }

    /** As {@link PartitionSession#run(Map)}. */
    public Map<String, Tensor> run(Map<String, EncodedTensor> inputs) throws ComputeException {
        return session.run(inputs);
    }

    /** As {@link PartitionSession#run(List)}. */
    public List<Map<String, Tensor>> run(List<Map<String, EncodedTensor>> inputs) throws ComputeException {
        return session.run(inputs);
    }

    /** Where its tensors' memory comes from now. */
    public TensorAllocation allocation() {
        return allocation;
    }

    /**
     * Loads the partition again, to take its tensors' memory from there.
     *
     * @return whether that could be done; else all is as before
     */
    public boolean reopen(TensorAllocation wanted) {
        if (wanted == allocation) {
            return true;
        }
        try {
            PartitionSession former = session;
            session = opening.open(wanted);
            allocation = wanted;
            former.close();
            return true;
        } catch (RefusedException e) {
            LOG.error("a partition that was loaded cannot be loaded again: {}", e.line());
            return false;
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
