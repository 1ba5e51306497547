package io.hyps.gateway.dispatch;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Compares tensors with the inputs of a plan's model. */
public final class InputCheck {
    private InputCheck() {}

    /** What does not fit, in one line; nothing if the model can take the tensors. */
    static Optional<String> misfit(Plan plan, Map<String, Tensor> tensors) {
        Map<String, Declared> inputs = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> inputs.put(name, new Declared(tensor.type(), tensor.shape())));
        return misfit(plan, inputs, ElementType::toString);
    }

    /**
     * What does not fit, in one line; nothing if the model can take such tensors.
     *
     * @param inputs by name
     * @param types how the line is to name element types
     */
    public static Optional<String> misfit(
            Plan plan, Map<String, Declared> inputs, Function<ElementType, String> types) {
        String model = "model '" + plan.model().name() + "'";
        if (!inputs.keySet().equals(new HashSet<>(plan.inputs()))) {
            return Optional.of(model + " takes the inputs " + plan.inputs() + ", the request has "
                    + ForeignText.printable(inputs.keySet().toString()));
        }
        for (Map.Entry<String, Declared> input : inputs.entrySet()) {
            TensorSpec wanted = plan.tensor(input.getKey());
            Declared given = input.getValue();
            if (given.type() != wanted.type() || !given.shape().equals(wanted.shape())) {
                return Optional.of("input '" + input.getKey() + "' is " + types.apply(given.type()) + given.shape()
                        + ", " + model + " takes " + types.apply(wanted.type()) + wanted.shape());
            }
        }
        return Optional.empty();
    }

    /** What a tensor is said to be. */
    public record Declared(ElementType type, Shape shape) {}
}
