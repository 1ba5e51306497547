package io.hyps.planner.profile;

import io.hyps.planner.session.KernelRun;
import io.hyps.planner.session.OptimisedCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What kernels take in memory.
 *
 * @param workspaceBytes of each while it runs, beside inputs, outputs and weights, by its node's position in the copy
 * @param loadedBytes of the whole model between runs, with its inputs, without its weights
 */
record KernelMemory(Map<Integer, Long> workspaceBytes, long loadedBytes) {
    private static final int RUNS = 2;
    /** Linux counts the peak of a process no more exactly than this. */
    private static final long NOISE_BYTES = 256 << 10;

    KernelMemory {
        workspaceBytes = Map.copyOf(workspaceBytes);
    }

    /** Runs the whole, then each kernel that can be run by itself. */
    static KernelMemory measure(OptimisedCopy copy, KernelFiles files, List<KernelRun> kernels, Path scratch)
            throws IOException {
        List<Path> graphs = new ArrayList<>();
        graphs.add(copy.graph());
        List<KernelRun> written = new ArrayList<>();
        for (KernelRun kernel : kernels) {
            Optional<Path> file = files.write(kernel);
            if (file.isPresent()) {
                written.add(kernel);
                graphs.add(file.get());
            }
        }
        List<Probed.Outcome> outcomes = ProbeProcess.measure(graphs, scratch, RUNS);
        Map<Integer, Long> workspaces = new HashMap<>();
        for (int i = 0; i < written.size(); i++) {
            Probed probed = outcomes.get(i + 1).probed();
            if (probed != null) {
                long bytes = probed.peakBytes()
                        - probed.loadedBytes()
                        - written.get(i).outputBytes();
                if (bytes > NOISE_BYTES) {
                    workspaces.put(written.get(i).node(), bytes);
                }
            }
        }
        Probed whole = outcomes.get(0).probed();
        return new KernelMemory(workspaces, whole == null ? 0 : whole.loadedBytes());
    }

    long workspaceBytes(int kernel) {
        return workspaceBytes.getOrDefault(kernel, 0L);
    }
}
