package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.protocol.plan.Residency;
import java.util.List;

/** What is to be solved. */
record Problem(
        Graph whole,
        RuntimeCosts runtime,
        CompactGraph graph,
        Terrain terrain,
        List<DeviceSpec> devices,
        Residency residency) {
    Problem {
        devices = List.copyOf(devices);
    }

    Lattice lattice() {
        return terrain.lattice();
    }

    /** Made anew: most searches find nothing and need none. */
    PartCosts costs() {
        return PartCosts.of(whole, runtime);
    }

    long largestMemoryBytes() {
        return devices.stream().mapToLong(DeviceSpec::memoryBytes).max().orElse(0);
    }
}
