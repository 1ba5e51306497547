package io.hyps.planner.simulate;

import java.util.Arrays;
import java.util.List;

/** When frames were answered, and how long they took. */
final class Answers {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double WARMING_UP = 0.1;

    private final double[] latencies;
    private final double[] times;
    private int count;

    Answers(int frames) {
        latencies = new double[frames];
        times = new double[frames];
    }

    void add(double came, double now) {
        latencies[count] = now - came;
        times[count] = now;
        count++;
    }

    boolean areAll() {
        return count == times.length;
    }

    /** Of all frames. */
    Outcome outcome(List<Outcome.DeviceUse> devices) {
        int warm = (int) (count * WARMING_UP);
        double steadyNanos = times[count - 1] - (warm == 0 ? 0 : times[warm - 1]);
        double mean = Arrays.stream(latencies).average().orElse(0);
        double[] sorted = latencies.clone();
        Arrays.sort(sorted);
        return new Outcome(
                count,
                (count - warm) * NANOS_PER_SECOND / steadyNanos,
                new Outcome.Latency(
                        mean / NANOS_PER_MILLI,
                        percentile(sorted, 0.5),
                        percentile(sorted, 0.95),
                        percentile(sorted, 0.99)),
                devices);
    }

    private static double percentile(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1.0, share * sorted.length)] / NANOS_PER_MILLI;
    }
}
