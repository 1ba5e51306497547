package io.hyps.planner.profile;

import io.hyps.planner.session.KernelRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long kernels take, and what they make, by their node's position in the optimised copy.
 *
 * @param nanos the lower quartile of all runs, since the trace counts what else the machine did meanwhile, scaled so that
 *     all together take a run's processor time
 * @param wholeNanos that processor time
 */
record KernelTimes(Map<Integer, Double> nanos, Map<Integer, Long> outputBytes, double wholeNanos) {
    KernelTimes {
        nanos = Map.copyOf(nanos);
        outputBytes = Map.copyOf(outputBytes);
    }

    static KernelTimes of(List<List<KernelRun>> runs, double wholeNanos) {
        Map<Integer, List<Double>> measured = new HashMap<>();
        Map<Integer, Long> bytes = new HashMap<>();
        for (List<KernelRun> run : runs) {
            for (KernelRun kernel : run) {
                measured.computeIfAbsent(kernel.node(), node -> new ArrayList<>())
                        .add(kernel.nanos());
                bytes.put(kernel.node(), kernel.outputBytes());
            }
        }
        Map<Integer, Double> nanos = new HashMap<>();
        measured.forEach((node, all) -> nanos.put(
                node, all.stream().sorted().skip(all.size() / 4).findFirst().orElse(0.0)));
        double all = nanos.values().stream().mapToDouble(Double::doubleValue).sum();
        double scale = all == 0 ? 1 : wholeNanos / all;
        nanos.replaceAll((node, time) -> time * scale);
        return new KernelTimes(nanos, bytes, wholeNanos);
    }

    double nanos(int kernel) {
        return nanos.getOrDefault(kernel, 0.0);
    }

    long outputBytes(int kernel) {
        return outputBytes.getOrDefault(kernel, 0L);
    }
}
