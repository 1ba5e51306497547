package io.hyps.planner.report;

import io.hyps.planner.cost.Part;
import io.hyps.planner.partition.DeviceSpec;
import java.util.List;

/**
 * A partition and the devices that run it.
 *
 * @param id its name in the plan
 * @param devices one, or several replicas that take frames in turn
 * @param computeNanos on the reference machine: measured, or the part's own estimate
 */
public record PlannedPart(String id, Part part, List<DeviceSpec> devices, double computeNanos) {
    public PlannedPart {
        devices = List.copyOf(devices);
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("partition '" + id + "' has no device");
        }
    }

    /** Of its slowest replica. */
    double deviceNanos() {
        return devices.stream()
                .mapToDouble(device -> computeNanos / device.speed())
                .max()
                .orElseThrow();
    }

    double inNanos() {
        return transferNanos(part.inputBytes());
    }

    double outNanos() {
        return transferNanos(part.outputBytes());
    }

    String deviceNames() {
        String first = devices.get(0).id();
        return devices.size() == 1 ? first : first + " and " + (devices.size() - 1) + " more";
    }

    private double transferNanos(double bytes) {
        return devices.stream()
                .mapToDouble(device -> device.transferNanos(bytes))
                .max()
                .orElseThrow();
    }
}
