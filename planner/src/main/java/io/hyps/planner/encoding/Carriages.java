package io.hyps.planner.encoding;

import io.hyps.planner.partition.Carriage;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the tensors of a plan cost on their way, as the plan says that they travel. */
public final class Carriages {
    private Carriages() {}

    /**
     * Encodes and decodes samples here.
     *
     * @param samples at least one; each holds all tensors of the plan by name
     * @return by name, of those that travel encoded and are smaller for it
     */
    public static Map<String, Carriage> measure(Plan plan, List<Map<String, Tensor>> samples) {
        EncodingMeter meter = new EncodingMeter();
        Map<String, Carriage> carriages = new LinkedHashMap<>();
        for (TensorSpec spec : plan.tensors()) {
            if (spec.travelsAs() != Encoding.RAW) {
                List<Tensor> tensors = samples.stream()
                        .map(sample -> Objects.requireNonNull(sample.get(spec.name())))
                        .toList();
                meter.measure(tensors, spec.travelsAs()).ifPresent(carriage -> carriages.put(spec.name(), carriage));
            }
        }
        return carriages;
    }
}
