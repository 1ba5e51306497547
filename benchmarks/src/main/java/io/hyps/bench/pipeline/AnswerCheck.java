package io.hyps.bench.pipeline;

import io.hyps.planner.session.Session;
import io.hyps.planner.session.SessionException;
import io.hyps.planner.verify.Difference;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorMessage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Compares answers with the whole model's to the same random input. For one thread. */
public final class AnswerCheck {
    private final double toleratedLoss;
    private final Map<String, Tensor> input;
    private final Map<String, Tensor> expected;
    private double maxAbsDiff;

    private AnswerCheck(double toleratedLoss, Map<String, Tensor> input, Map<String, Tensor> expected) {
        this.toleratedLoss = toleratedLoss;
        this.input = input;
        this.expected = expected;
    }

    /** Runs the whole model once. */
    public static AnswerCheck of(Path model, Plan plan) throws SessionException {
        Map<String, Tensor> input = RandomInputs.of(plan, 1, 1).get(0);
        try (Session whole = Session.open(model)) {
            return new AnswerCheck(plan.toleratedLoss(), input, whole.run(input).outputs());
        }
    }

    /** What every frame is to be made of. */
    public Map<String, Tensor> input() {
        return input;
    }

    Map<String, Tensor> expected() {
        return expected;
    }

    /** @throws IllegalStateException if it differs by more than the plan tolerates */
    public void accept(TensorMessage answer) {
        Tensor whole = Objects.requireNonNull(expected.get(answer.address().tensor()));
        if (answer instanceof TensorMessage.Data data) {
            Difference difference = Difference.between(whole, data.tensor(), 0, toleratedLoss);
            maxAbsDiff = Math.max(maxAbsDiff, difference.maxAbs());
            if (!difference.withinTolerance()) {
                throw new IllegalStateException("an answer differs from the whole model's by " + difference.maxAbs());
            }
        }
    }

    /** Of the most different answer so far. */
    public double maxAbsDiff() {
        return maxAbsDiff;
    }
}
