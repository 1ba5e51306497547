package io.hyps.planner.simulate;

import io.hyps.planner.partition.Carriage;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan in numbers: partitions, tensors and devices by position.
 *
 * @param inputs of the model
 * @param answers how many tensors are the model's outputs
 * @param tensors what travels
 * @param steps the partitions
 * @param devices in the order in which the plan names them
 */
record Wiring(int shards, int[] inputs, int answers, List<Wire> tensors, List<Step> steps, List<DeviceSpec> devices) {
    private static final Carriage FREE = new Carriage(0, 0, 0, 0);

    /**
     * A tensor.
     *
     * @param sizeBytes on its way
     * @param encodeNanos at the gateway, of an input of the model; whoever makes another tensor has it in its own time
     * @param readers the partitions that wait for it
     * @param isAnswer whether it goes to the gateway
     */
    record Wire(long sizeBytes, double encodeNanos, int[] readers, boolean isAnswer) {}

    /**
     * A partition.
     *
     * @param inputs how many tensors it waits for
     * @param nanos on the reference machine, with decoding its inputs and encoding its outputs
     */
    record Step(int inputs, int[] outputs, int[] replicas, double nanos) {
        int device(int shard) {
            return replicas[shard % replicas.length];
        }
    }

    static Wiring of(
            Plan plan, Map<String, Long> computeNanos, Map<String, Carriage> carriages, List<DeviceSpec> devices) {
        Map<String, Integer> numbers = new HashMap<>();
        plan.tensors().forEach(tensor -> numbers.put(tensor.name(), numbers.size()));
        Map<String, Integer> deviceNumbers = new HashMap<>();
        plan.devices().forEach(device -> deviceNumbers.put(device, deviceNumbers.size()));
        Map<String, DeviceSpec> specs = new HashMap<>();
        devices.forEach(device -> specs.putIfAbsent(device.id(), device));
        Map<String, List<Integer>> readers = new HashMap<>();
        List<Step> steps = new ArrayList<>();
        for (Partition partition : plan.partitions()) {
            partition.inputs().forEach(tensor -> readers.computeIfAbsent(tensor, t -> new ArrayList<>())
                    .add(steps.size()));
            steps.add(new Step(
                    partition.inputs().size(),
                    positions(partition.outputs(), numbers),
                    positions(partition.replicas(), deviceNumbers),
                    nanos(partition, computeNanos) + codingNanos(partition, carriages)));
        }
        return new Wiring(
                plan.shards(),
                positions(plan.inputs(), numbers),
                plan.outputs().size(),
                plan.tensors().stream()
                        .map(tensor -> wire(plan, tensor, carriages, readers.getOrDefault(tensor.name(), List.of())))
                        .toList(),
                steps,
                plan.devices().stream().map(id -> spec(id, specs)).toList());
    }

    private static Wire wire(Plan plan, TensorSpec tensor, Map<String, Carriage> carriages, List<Integer> readers) {
        Carriage carriage = carriages.get(tensor.name());
        return new Wire(
                carriage == null ? tensor.sizeBytes() : Math.round(carriage.bytes()),
                carriage == null || !plan.inputs().contains(tensor.name()) ? 0 : carriage.encodeNanos(),
                readers.stream().mapToInt(Integer::intValue).toArray(),
                plan.outputs().contains(tensor.name()));
    }

    private static int[] positions(List<String> names, Map<String, Integer> numbers) {
        return names.stream().mapToInt(numbers::get).toArray();
    }

    private static double nanos(Partition partition, Map<String, Long> computeNanos) {
        Long nanos = computeNanos.get(partition.id());
        if (nanos == null || nanos < 0) {
            throw new IllegalArgumentException("no time is known of partition '" + partition.id() + "'");
        }
        return nanos;
    }

    private static double codingNanos(Partition partition, Map<String, Carriage> carriages) {
        double nanos = 0;
        for (String tensor : partition.inputs()) {
            nanos += carriages.getOrDefault(tensor, FREE).decodeNanos();
        }
        for (String tensor : partition.outputs()) {
            nanos += carriages.getOrDefault(tensor, FREE).encodeNanos();
        }
        return nanos;
    }

    private static DeviceSpec spec(String id, Map<String, DeviceSpec> specs) {
        DeviceSpec spec = specs.get(id);
        if (spec == null) {
            throw new IllegalArgumentException("nothing is known of device '" + id + "'");
        }
        return spec;
    }
}
