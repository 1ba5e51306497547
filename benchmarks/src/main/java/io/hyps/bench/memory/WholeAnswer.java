package io.hyps.bench.memory;

import io.hyps.planner.session.Session;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.verify.Difference;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorMessage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** A random input, and what the whole model says to it. */
record WholeAnswer(Map<String, Tensor> input, Map<String, Tensor> outputs) {
    static WholeAnswer of(PlanFolder folder) throws Exception {
        Map<String, Tensor> input = RandomInputs.of(folder.plan(), 1, 1).get(0);
        Path model = folder.modelFile()
                .orElseThrow(() -> new IllegalArgumentException("no model in the plan's folder " + folder.folder()));
        try (Session whole = Session.open(model)) {
            return new WholeAnswer(input, whole.run(input).outputs());
        }
    }

    /** Whether it is the same within 1e-4 of the output's range. */
    boolean isGivenBy(TensorMessage answer) {
        Tensor whole = Objects.requireNonNull(outputs.get(answer.address().tensor()));
        return answer instanceof TensorMessage.Data data
                && Difference.between(whole, data.tensor(), 0).withinTolerance();
    }
}
