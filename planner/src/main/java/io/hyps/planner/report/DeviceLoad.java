package io.hyps.planner.report;

import io.hyps.planner.cost.Part;
import io.hyps.planner.partition.DeviceSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a plan asks of one device.
 *
 * @param parts the positions of its partitions
 * @param held what it holds at once: all its parts, or the one that needs most when they take turns
 * @param periodNanos how long the busiest of its processor, its way in and its way out works for each frame of the plan
 */
record DeviceLoad(DeviceSpec device, List<Integer> parts, List<Part> held, double periodNanos) {
    static List<DeviceLoad> of(List<PlannedPart> parts, boolean turns) {
        Map<DeviceSpec, List<Integer>> byDevice = new LinkedHashMap<>();
        for (int at = 0; at < parts.size(); at++) {
            for (DeviceSpec device : parts.get(at).devices()) {
                byDevice.computeIfAbsent(device, d -> new ArrayList<>()).add(at);
            }
        }
        return byDevice.entrySet().stream()
                .map(entry -> new DeviceLoad(
                        entry.getKey(),
                        List.copyOf(entry.getValue()),
                        held(
                                entry.getValue().stream()
                                        .map(at -> parts.get(at).part())
                                        .toList(),
                                turns),
                        period(
                                entry.getKey(),
                                entry.getValue().stream().map(parts::get).toList())))
                .toList();
    }

    /** The one that holds the others up. */
    static DeviceLoad bottleneck(List<DeviceLoad> loads) {
        return loads.stream()
                .max(Comparator.comparingDouble(DeviceLoad::periodNanos))
                .orElseThrow();
    }

    long weightsBytes() {
        return held.stream().mapToLong(Part::weightsBytes).sum();
    }

    long tensorBytes() {
        return held.stream().mapToLong(Part::peakTensorBytes).sum();
    }

    long queueBytes() {
        return held.stream().mapToLong(Part::queueBytes).sum();
    }

    long memoryBytes() {
        return weightsBytes() + tensorBytes() + queueBytes();
    }

    private static List<Part> held(List<Part> parts, boolean turns) {
        return turns
                ? List.of(parts.stream()
                        .max(Comparator.comparingLong(Part::memoryBytes))
                        .orElseThrow())
                : parts;
    }

    private static double period(DeviceSpec device, List<PlannedPart> parts) {
        double compute = 0;
        double in = 0;
        double out = 0;
        for (PlannedPart part : parts) {
            double share = 1.0 / part.devices().size();
            compute += share * part.computeNanos() / device.speed();
            in += share * device.transferNanos(part.part().inputBytes());
            out += share * device.transferNanos(part.part().outputBytes());
        }
        return Math.max(compute, Math.max(in, out));
    }
}
