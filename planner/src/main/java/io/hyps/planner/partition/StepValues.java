package io.hyps.planner.partition;

import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;

/** What each step takes on one device of each type; infinite where it cannot be taken. */
final class StepValues {
    private final Steps steps;
    private final DeviceTypes types;

    StepValues(Steps steps, DeviceTypes types) {
        this.steps = steps;
        this.types = types;
    }

    double[][] memory() {
        return values(type -> fitting(type, steps::memoryBytes));
    }

    double[][] throughput() {
        return values(type -> {
            DeviceSpec device = types.counted(type);
            return fitting(type, step -> bottleneck(step, device));
        });
    }

    /** @param turns by type */
    double[][] throughput(Turns[] turns) {
        return values(type -> {
            DeviceSpec device = types.counted(type);
            IntToDoubleFunction resident = fitting(type, step -> bottleneck(step, device));
            return step -> {
                double whole = resident.applyAsDouble(step);
                if (whole != Double.POSITIVE_INFINITY || !turns[type].canTake(step)) {
                    return whole;
                }
                double busy = steps.nanos(step) / device.speed() + loadNanos(step);
                return Math.max(busy, bottleneck(step, device));
            };
        });
    }

    double loadNanos(int step) {
        return steps.weightsBytes(step) / Evaluator.LOADED_BYTES_PER_NANO;
    }

    private double bottleneck(int step, DeviceSpec device) {
        double bytes = Math.max(steps.inputBytes(step), steps.outputBytes(step));
        return Math.max(steps.nanos(step) / device.speed(), device.transferNanos(bytes));
    }

    private IntToDoubleFunction fitting(int type, IntToDoubleFunction value) {
        long memoryBytes = types.counted(type).memoryBytes();
        return step -> steps.memoryBytes(step) <= memoryBytes ? value.applyAsDouble(step) : Double.POSITIVE_INFINITY;
    }

    private double[][] values(IntFunction<IntToDoubleFunction> ofType) {
        double[][] values = new double[types.size()][];
        for (int type = 0; type < values.length; type++) {
            values[type] = new double[steps.size()];
            IntToDoubleFunction value = ofType.apply(type);
            for (int step = 0; step < steps.size(); step++) {
                values[type][step] = value.applyAsDouble(step);
            }
        }
        return values;
    }
}
