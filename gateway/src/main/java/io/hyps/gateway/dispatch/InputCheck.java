package io.hyps.gateway.dispatch;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Tensor;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/** Compares tensors with the inputs of a plan's model. */
public final class InputCheck {
    private InputCheck() {}

    /** What does not fit, in one line; nothing if the model can take the tensors. */
    public static Optional<String> misfit(Plan plan, Map<String, Tensor> tensors) {
        String model = "model '" + plan.model().name() + "'";
        if (!tensors.keySet().equals(new HashSet<>(plan.inputs()))) {
            return Optional.of(model + " takes the inputs " + plan.inputs() + ", the request has "
                    + ForeignText.printable(tensors.keySet().toString()));
        }
        for (String name : plan.inputs()) {
            TensorSpec wanted = plan.tensor(name);
            Tensor given = tensors.get(name);
            if (given == null || given.type() != wanted.type() || !given.shape().equals(wanted.shape())) {
                return Optional.of(
                        "input '" + name + "' is " + given + ", " + model + " takes " + wanted.type() + wanted.shape());
            }
        }
        return Optional.empty();
    }
}
