package io.hyps.protocol.plan;

import java.util.List;
import java.util.Optional;

/**
 * Where a tensor comes from and goes to.
 *
 * @param producer the partition that publishes it; none if a gateway does
 * @param consumers the partitions that subscribe to it
 * @param toGateway whether it is an output of the model
 */
public record Route(TensorSpec tensor, Optional<Partition> producer, List<Partition> consumers, boolean toGateway) {
    public Route {
        consumers = List.copyOf(consumers);
    }
}
