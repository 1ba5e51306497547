package io.hyps.planner.partition;

import io.hyps.planner.cost.Part;
import java.util.List;

/**
 * A part of the graph and the devices that run it.
 *
 * @param replicas one, or several that take frames in turn
 */
public record Stage(Part part, List<DeviceSpec> replicas) {
    public Stage {
        replicas = List.copyOf(replicas);
        if (replicas.isEmpty()) {
            throw new IllegalArgumentException("a stage without a device");
        }
    }
}
