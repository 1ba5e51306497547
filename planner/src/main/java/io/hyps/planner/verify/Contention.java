package io.hyps.planner.verify;

import io.hyps.planner.session.Session;
import io.hyps.planner.session.SessionException;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * How much slices that compute at once on this machine slow one another, though each has a core of its own: they share
 * caches and memory.
 */
public final class Contention {
    private static final int ROUNDS = 4;
    private static final long ROUND_NANOS = 1_000_000_000L;

    private final List<Session> sessions;
    private final List<Map<String, Tensor>> inputs;

    private Contention(List<Session> sessions, List<Map<String, Tensor>> inputs) {
        this.sessions = sessions;
        this.inputs = inputs;
    }

    /**
     * Measures, in turns alone and together, for some seconds.
     *
     * @param runs of the plan's slices, for their inputs and times
     * @param cores how many slices run at once; the heaviest, each several times if there are fewer
     * @return how much longer a slice takes for each other one that runs as well, as a share of its time
     * @throws SessionException if ONNX Runtime refuses a file
     */
    public static double slowdown(PlanFolder folder, SliceRuns runs, int cores) throws SessionException {
        if (cores < 2) {
            return 0;
        }
        List<Partition> heaviest = folder.plan().partitions().stream()
                .sorted(Comparator.comparingLong(
                        (Partition partition) -> -runs.partitionNanos().getOrDefault(partition.id(), 0L)))
                .limit(cores)
                .toList();
        List<Session> sessions = new ArrayList<>();
        try {
            List<Map<String, Tensor>> inputs = new ArrayList<>();
            for (int i = 0; i < cores; i++) {
                Partition partition = heaviest.get(i % heaviest.size());
                sessions.add(Session.open(folder.graphFile(partition)));
                inputs.add(inputs(partition, runs.tensors().get(0)));
            }
            return new Contention(sessions, inputs).measure() / (cores - 1);
        } finally {
            sessions.forEach(Session::close);
        }
    }

    private static Map<String, Tensor> inputs(Partition partition, Map<String, Tensor> known) {
        Map<String, Tensor> inputs = new LinkedHashMap<>(known);
        inputs.keySet().retainAll(partition.inputs());
        return inputs;
    }

    private double measure() throws SessionException {
        double more = 0;
        ExecutorService threads = Executors.newFixedThreadPool(sessions.size());
        try {
            for (int i = 0; i < sessions.size(); i++) {
                meanNanos(i, 0); // the first run of a session is slower
            }
            for (int round = 0; round < ROUNDS; round++) {
                double[] alone = new double[sessions.size()];
                for (int i = 0; i < alone.length; i++) {
                    alone[i] = meanNanos(i, ROUND_NANOS / alone.length);
                }
                double[] together = together(threads);
                for (int i = 0; i < alone.length; i++) {
                    more += together[i] / alone[i] - 1;
                }
            }
        } finally {
            end(threads);
        }
        return Math.max(0, more / ROUNDS / sessions.size());
    }

    private double[] together(ExecutorService threads) throws SessionException {
        List<Callable<Double>> tasks = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            int which = i;
            tasks.add(() -> meanNanos(which, ROUND_NANOS));
        }
        double[] nanos = new double[tasks.size()];
        try {
            List<Future<Double>> done = threads.invokeAll(tasks);
            for (int i = 0; i < nanos.length; i++) {
                nanos[i] = done.get(i).get();
            }
        } catch (ExecutionException e) {
            throw new SessionException("slices that run at once: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SessionException("interrupted while slices ran", e);
        }
        return nanos;
    }

    /** No session may be closed while it runs: that ends the process. */
    private static void end(ExecutorService threads) {
        threads.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of one run, over as many as fit in the time; at least one. */
    private double meanNanos(int which, long forNanos) throws SessionException {
        long begin = System.nanoTime();
        long nanos = 0;
        int runs = 0;
        do {
            nanos += sessions.get(which).run(inputs.get(which)).nanos();
            runs++;
        } while (System.nanoTime() - begin < forNanos);
        return (double) nanos / runs;
    }
}
