package io.hyps.planner.profile;

import io.hyps.planner.session.DeviceSettings;
import io.hyps.planner.session.OptimisedCopy;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts {@link SliceProbe} with the Java and the class path of this process. Linux only. */
public final class ProbeProcess {
    private static final long LONGEST_MINUTES = 10;
    /** A heap of fixed size, touched at the start, and as little else of Java that grows as can be. */
    private static final List<String> JAVA_OPTIONS = List.of(
            "-Xms32m",
            "-Xmx32m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:MaxDirectMemorySize=1g");

    private ProbeProcess() {}

    /**
     * Measures a slice.
     *
     * @param scratch a folder for the probe's own files
     * @throws IOException if the process cannot be started, fails, or takes too long
     */
    public static Probed measure(OptimisedCopy copy, Path scratch, int runs) throws IOException {
        Probed.Outcome outcome = measure(List.of(copy.graph()), scratch, runs).get(0);
        if (outcome.probed() == null) {
            throw new IOException(String.valueOf(outcome.failure()));
        }
        return outcome.probed();
    }

    /** Measures several one after another in one process; some may fail. */
    static List<Probed.Outcome> measure(List<Path> graphs, Path scratch, int runs) throws IOException {
        return List.of(run(SliceProbe.MEMORY, graphs, scratch, runs, Probed.Outcome[].class));
    }

    /** Runs copies with ONNX Runtime's profiler. */
    static List<Traced> trace(List<Path> graphs, Path scratch, int runs) throws IOException {
        return List.of(run(SliceProbe.TRACE, graphs, scratch, runs, Traced[].class));
    }

    private static <T> T run(String what, List<Path> graphs, Path scratch, int runs, Class<T> answer)
            throws IOException {
        Process process = start(what, graphs, scratch, runs);
        try {
            Thread watch = watch(process);
            byte[] said = process.getInputStream().readAllBytes();
            int code = process.waitFor();
            watch.interrupt();
            if (code != 0) {
                throw new IOException("the process that measures the model ended with exit code " + code);
            }
            return Json.decode("measurement", said, answer);
        } catch (MalformedMessageException e) {
            throw new IOException("the process that measures the model said nothing of use", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while measuring the model", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Ends the process when it takes too long. */
    private static Thread watch(Process process) {
        Thread watch = new Thread(
                () -> {
                    try {
                        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                            process.destroyForcibly();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "probe-watch");
        watch.setDaemon(true);
        watch.start();
        return watch;
    }

    private static Process start(String what, List<Path> graphs, Path scratch, int runs) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JAVA_OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SliceProbe.class.getName()));
        command.add(what);
        command.add(scratch.toString());
        command.add(Integer.toString(runs));
        graphs.forEach(graph -> command.add(graph.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(DeviceSettings.ENVIRONMENT);
        return builder.start();
    }
}
