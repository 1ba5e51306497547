package io.hyps.bench.pipeline;

import io.hyps.planner.session.Session;
import io.hyps.planner.session.SessionException;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.verify.Difference;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorMessage;
import java.io.IOException;
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

    /**
     * The same for the model that lies in a plan's folder.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static AnswerCheck of(PlanFolder folder) throws SessionException, IOException {
        Path model = folder.modelFile()
                .orElseThrow(() -> new IllegalArgumentException("no model in the plan's folder " + folder.folder()));
        return of(model, folder.plan());
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

    /** Whether it is an answer at all and differs by no more than the plan tolerates. */
    public boolean isRight(TensorMessage answer) {
        if (!(answer instanceof TensorMessage.Data data)) {
            return false;
        }
        Tensor whole = Objects.requireNonNull(expected.get(answer.address().tensor()));
        Difference difference = Difference.between(whole, data.tensor(), 0, toleratedLoss);
        maxAbsDiff = Math.max(maxAbsDiff, difference.maxAbs());
        return difference.withinTolerance();
    }

    /** @throws IllegalStateException if it is not right */
    public void accept(TensorMessage answer) {
        if (!isRight(answer)) {
            throw new IllegalStateException("an answer is not the whole model's: " + answer.address()
                    + ", the largest difference so far is " + maxAbsDiff);
        }
    }

    /** Of the most different answer so far. */
    public double maxAbsDiff() {
        return maxAbsDiff;
    }
}
