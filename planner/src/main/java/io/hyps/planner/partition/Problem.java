package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.cost.PartCosts;
import io.hyps.protocol.plan.Residency;
import java.util.List;

/** What is to be solved. */
record Problem(CompactGraph graph, PartCosts costs, Lattice lattice, List<DeviceSpec> devices, Residency residency) {
    Problem {
        devices = List.copyOf(devices);
    }

    long largestMemoryBytes() {
        return devices.stream().mapToLong(DeviceSpec::memoryBytes).max().orElse(0);
    }
}
