package io.hyps.planner.verify;

import io.hyps.planner.session.Session;
import io.hyps.planner.session.SessionException;
import io.hyps.protocol.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Outputs and times of one file for all samples. */
record Runs(List<Map<String, Tensor>> outputs, long medianNanos) {
    Runs {
        outputs = List.copyOf(outputs);
    }

    static Runs of(Path file, List<Map<String, Tensor>> samples) throws SessionException {
        try (Session session = Session.open(file)) {
            session.run(samples.get(0)); // the first run of a session is slower
            List<Map<String, Tensor>> outputs = new ArrayList<>();
            long[] nanos = new long[samples.size()];
            for (int i = 0; i < nanos.length; i++) {
                Session.Outcome outcome = session.run(samples.get(i));
                outputs.add(outcome.outputs());
                nanos[i] = outcome.nanos();
            }
            Arrays.sort(nanos);
            return new Runs(outputs, nanos[nanos.length / 2]);
        }
    }
}
