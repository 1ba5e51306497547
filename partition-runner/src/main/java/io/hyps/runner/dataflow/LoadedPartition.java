package io.hyps.runner.dataflow;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.PublishedPlan;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A partition that can compute, and the plan it is of.
 *
 * @param lane where its firings wait
 */
public record LoadedPartition(PublishedPlan published, Partition partition, Computation computation, Lane lane) {
    /** Which one it is, of all that a device holds. */
    record Name(String model, Epoch epoch, String id) {
        // a record's own are interpreted in a native executable (docs/native.md)
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Name that
                    && id.equals(that.id)
                    && model.equals(that.model)
                    && epoch.equals(that.epoch);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * model.hashCode() + epoch.hashCode()) + id.hashCode();
        }
    }

    Name name() {
        return new Name(model(), epoch(), partition.id());
    }

    /** How many frames it may compute at once; partitions in turns one. */
    int framesAtOnce() {
        return lane.equals(Lane.RESIDENT) ? partition.framesAtOnce() : 1;
    }

    String model() {
        return published.plan().model().name();
    }

    Epoch epoch() {
        return published.epoch();
    }

    Set<String> inputs() {
        return Set.copyOf(partition.inputs());
    }

    /** The tensor under whose name failures of the partition reach the gateway. */
    String firstOutput() {
        return partition.outputs().get(0);
    }
}
