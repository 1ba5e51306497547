package io.hyps.runner.session;

import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.runner.RefusedException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition that stays loaded: with an arena as long as there is memory to spare, without it once that is wanted. For one
 * thread at a time.
 */
public final class ResidentSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResidentSession.class);

    private final Opening opening;
    private PartitionSession session;
    private boolean roomy;

    private ResidentSession(Opening opening, PartitionSession session, boolean roomy) {
        this.opening = opening;
        this.session = session;
        this.roomy = roomy;
    }

    /** Loads the partition. */
    @FunctionalInterface
    public interface Opening {
        PartitionSession open(boolean arena) throws RefusedException;
    }

    public static ResidentSession open(Opening opening, boolean roomy) throws RefusedException {
        return new ResidentSession(opening, opening.open(roomy), roomy);
    }

    /** As {@link PartitionSession#run(Map)}. */
    public Map<String, Tensor> run(Map<String, EncodedTensor> inputs) throws ComputeException {
        return session.run(inputs);
    }

    /** As {@link PartitionSession#run(List)}. */
    public List<Map<String, Tensor>> run(List<Map<String, EncodedTensor>> inputs) throws ComputeException {
        return session.run(inputs);
    }

    /** Does without the arena from now on. */
    public void giveBack() {
        if (!roomy) {
            return;
        }
        try {
            PartitionSession lean = opening.open(false);
            session.close();
            session = lean;
            roomy = false;
        } catch (RefusedException e) {
            LOG.error("a partition that was loaded cannot be loaded again: {}", e.line());
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
