package io.hyps.planner.verify;

import io.hyps.planner.session.SessionException;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs slices with tensors encoded in different ways. What comes of the same inputs is computed once. */
final class SliceTrials {
    private final PlanFolder folder;

    private SliceTrials(PlanFolder folder) {
        this.folder = folder;
    }

    /**
     * The model's outputs, of each sample of the first trial, of each of the second, and so on.
     *
     * @param trials the encodings of some tensors, by name
     */
    static List<Map<String, Tensor>> outputs(
            PlanFolder folder, List<Map<String, Tensor>> samples, List<Map<String, Encoding>> trials)
            throws SessionException {
        List<Map<String, Tensor>> runs = new ArrayList<>();
        for (Map<String, Encoding> trial : trials) {
            for (Map<String, Tensor> sample : samples) {
                runs.add(Transit.carried(sample, trial));
            }
        }
        if (!runs.isEmpty()) {
            new SliceTrials(folder).run(runs, trials, samples.size());
        }
        return runs;
    }

    private void run(List<Map<String, Tensor>> runs, List<Map<String, Encoding>> trials, int samples)
            throws SessionException {
        List<Partition> partitions = folder.plan().partitions();
        for (int at = 0; at < partitions.size(); at++) {
            List<Map<String, Tensor>> distinct = new ArrayList<>();
            int[] which = new int[runs.size()];
            for (int i = 0; i < which.length; i++) {
                which[i] = place(SliceRuns.inputs(runs.get(i), partitions.get(at)), distinct);
            }
            List<Map<String, Tensor>> made =
                    Runs.of(folder.graphFile(partitions.get(at)), distinct).outputs();
            Set<String> wanted = wantedAfter(at);
            for (int i = 0; i < which.length; i++) {
                runs.get(i).keySet().retainAll(wanted);
                runs.get(i).putAll(Transit.carried(made.get(which[i]), trials.get(i / samples)));
            }
        }
    }

    /** Where inputs stand that are these very tensors; they are added if need be. */
    private static int place(Map<String, Tensor> inputs, List<Map<String, Tensor>> distinct) {
        for (int i = 0; i < distinct.size(); i++) {
            Map<String, Tensor> other = distinct.get(i);
            if (inputs.keySet().stream().allMatch(name -> inputs.get(name) == other.get(name))) {
                return i;
            }
        }
        distinct.add(new LinkedHashMap<>(inputs));
        return distinct.size() - 1;
    }

    private Set<String> wantedAfter(int at) {
        List<Partition> partitions = folder.plan().partitions();
        Set<String> wanted = new HashSet<>(folder.plan().outputs());
        partitions.subList(at + 1, partitions.size()).forEach(later -> wanted.addAll(later.inputs()));
        return wanted;
    }
}
