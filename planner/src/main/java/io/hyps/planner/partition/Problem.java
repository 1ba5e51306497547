package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.protocol.plan.Residency;
import java.util.List;

/** What is to be solved. */
record Problem(Graph whole, CompactGraph graph, Terrain terrain, List<DeviceSpec> devices, Residency residency) {
    Problem {
        devices = List.copyOf(devices);
    }

    Lattice lattice() {
        return terrain.lattice();
    }

    /** Made anew: most searches find nothing and need none. */
    PartCosts costs() {
        return PartCosts.of(graph);
    }

    long largestMemoryBytes() {
        long largest = 0;
        for (DeviceSpec device : devices) {
            largest = Math.max(largest, device.memoryBytes());
        }
        return largest;
    }
}
