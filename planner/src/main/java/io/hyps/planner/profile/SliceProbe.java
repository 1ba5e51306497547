package io.hyps.planner.profile;

import io.hyps.planner.session.DeviceSession;
import io.hyps.planner.session.DeviceSettings.Tensors;
import io.hyps.planner.session.OptimisedCopy;
import io.hyps.planner.session.SessionException;
import io.hyps.protocol.json.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures slices one after another, as the main class of a process that does nothing else; {@link ProbeProcess} starts
 * it.
 */
final class SliceProbe {
    static final String MEMORY = "memory";
    static final String TRACE = "trace";

    /** Short runs are made more often than asked, as long as this allows it: a machine's pace changes from moment to moment. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int MOST_TIMES = 5;

    private SliceProbe() {}

    /**
     * Prints what it measured as JSON.
     *
     * @param arguments what to measure, a folder for files of its own, how many runs, the graph files of optimised copies
     */
    public static void main(String[] arguments) throws IOException, SessionException {
        Path scratch = Files.createDirectories(Path.of(arguments[1]));
        int runs = Integer.parseInt(arguments[2]);
        warmUp(scratch);
        List<Object> outcomes = new ArrayList<>();
        for (int i = 3; i < arguments.length; i++) {
            OptimisedCopy copy = new OptimisedCopy(Path.of(arguments[i]));
            outcomes.add(arguments[0].equals(MEMORY) ? outcome(copy, runs) : traced(copy, runs));
        }
        System.out.println(new String(Json.encode(outcomes), StandardCharsets.UTF_8));
    }

    /** After this, ONNX Runtime and this program have what they need for themselves. */
    private static void warmUp(Path scratch) throws IOException, SessionException {
        OptimisedCopy copy = SmallConvolution.write(scratch, 16, 8);
        CacheSweep.run();
        for (int i = 0; i < 3; i++) {
            probe(copy, 3);
        }
    }

    private static Probed.Outcome outcome(OptimisedCopy copy, int runs) throws IOException {
        try {
            return new Probed.Outcome(probe(copy, runs), null);
        } catch (SessionException e) {
            return new Probed.Outcome(null, String.valueOf(e.getMessage()));
        }
    }

    private static Probed probe(OptimisedCopy copy, int runs) throws IOException, SessionException {
        Path slices = copy.graph().toRealPath().resolveSibling("");
        ProcessMemory base = ProcessMemory.now(slices);
        try (DeviceSession session = DeviceSession.open(copy, Tensors.GIVEN_BACK)) {
            session.run(); // the first run maps the weights
            ProcessMemory loaded = ProcessMemory.now(slices);
            ProcessMemory.resetPeak();
            for (int i = 0; i < runs; i++) {
                session.run();
            }
            long peak = ProcessMemory.peakBytes();
            ProcessMemory after = ProcessMemory.now(slices);
            return new Probed(
                    base.anonymousBytes() + base.codeBytes(),
                    loaded.anonymousBytes() - base.anonymousBytes(),
                    peak - after.fileBytes() - base.anonymousBytes(),
                    after.sliceBytes());
        }
    }

    private static Traced traced(OptimisedCopy copy, int runs) throws SessionException {
        long nanos;
        try (DeviceSession session = DeviceSession.open(copy, Tensors.KEPT)) {
            session.run(); // the first run maps the weights and fills the arena
            nanos = medianNanos(session, runs);
        }
        Path trace = DeviceSession.trace(copy, CacheSweep::run, runs, MOST_TIMES * runs, PATIENCE);
        return new Traced(nanos, trace.toString());
    }

    /** Of this thread's processor time: what a run takes on a machine that does nothing else. */
    private static long medianNanos(DeviceSession session, int runs) throws SessionException {
        long[] nanos = new long[MOST_TIMES * runs];
        long end = System.nanoTime() + PATIENCE.toNanos();
        int run = 0;
        for (; run < nanos.length && (run < runs || System.nanoTime() < end); run++) {
            CacheSweep.run();
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            session.run();
            nanos[run] = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        }
        Arrays.sort(nanos, 0, run);
        return nanos[run / 2];
    }
}
