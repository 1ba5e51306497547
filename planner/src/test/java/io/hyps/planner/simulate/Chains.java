package io.hyps.planner.simulate;

import io.hyps.planner.partition.Carriage;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.ModelRef;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Plans to simulate, partition by partition; tensors have 1,000,000 bytes. */
final class Chains {
    static final long TENSOR_BYTES = 1_000_000;

    private static final Sha256 DIGEST = Sha256.of(new byte[0]);

    private final List<Partition> partitions = new ArrayList<>();
    private final Map<String, TensorSpec> tensors = new HashMap<>();
    private final Map<String, Long> nanos = new HashMap<>();
    private final Map<String, DeviceSpec> devices = new HashMap<>();
    private final Map<String, Carriage> carriages = new HashMap<>();
    private final int shards;

    Chains(int shards) {
        this.shards = shards;
        tensor("t0");
    }

    /** As many partitions one after another as there are times, each on a device of its own. */
    static Chains of(long bytesPerSecond, long... computeNanos) {
        Chains chain = new Chains(1);
        for (int i = 0; i < computeNanos.length; i++) {
            chain.add(computeNanos[i], bytesPerSecond, List.of("d" + i), List.of("t" + i), "t" + (i + 1));
        }
        return chain;
    }

    Chains add(long computeNanos, long bytesPerSecond, List<String> replicas, List<String> inputs, String output) {
        String id = "p" + partitions.size();
        tensor(output);
        nanos.put(id, computeNanos);
        replicas.forEach(device -> devices.put(device, new DeviceSpec(device, 1 << 30, 1, bytesPerSecond)));
        partitions.add(new Partition(
                id, replicas, inputs, List.of(output), 1, 0, 0, new SliceRef(new SliceRef.Blob(DIGEST, 1), null)));
        return this;
    }

    Chains encoded(String tensor, Carriage carriage) {
        carriages.put(tensor, carriage);
        return this;
    }

    Simulation at(Site site) {
        return Simulation.of(plan(), nanos, carriages, List.copyOf(devices.values()), site);
    }

    private Plan plan() {
        return new Plan(
                Plan.SCHEMA,
                new ModelRef("chain", "1", DIGEST, 0),
                null,
                "throughput",
                Residency.RESIDENT,
                List.of("t0"),
                partitions.get(partitions.size() - 1).outputs(),
                shards,
                List.copyOf(tensors.values()),
                partitions);
    }

    private void tensor(String name) {
        tensors.put(name, new TensorSpec(name, ElementType.UINT8, Shape.of(TENSOR_BYTES)));
    }
}
