package io.hyps.gateway.rest;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.PublishedPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the Open Inference Protocol tells of the server and of a model: from the model's active plan. */
final class ModelEndpoints {
    private static final String PLATFORM = "onnxruntime_onnx";

    private final String version;

    /** @param version the gateway's */
    ModelEndpoints(String version) {
        this.version = version;
    }

    Reply server() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", "hyps");
        document.put("version", version);
        document.put("extensions", List.of("binary_tensor_data"));
        return Reply.json(200, document);
    }

    Reply model(FrameDesk desk, Request request) throws RefusedException, InterruptedException {
        Plan plan = requirePlan(desk, request);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", plan.model().name());
        document.put("versions", List.of(plan.model().version()));
        document.put("platform", PLATFORM);
        document.put("inputs", tensors(plan, plan.inputs()));
        document.put("outputs", tensors(plan, plan.outputs()));
        return Reply.json(200, document);
    }

    /** Active means that the runners had it loaded; a client that asks more wants to know of the single frame. */
    Reply ready(FrameDesk desk, Request request) throws RefusedException, InterruptedException {
        Plan plan = requirePlan(desk, request);
        return Reply.json(200, Map.of("name", plan.model().name(), "ready", true));
    }

    /** @throws RefusedException if no plan of the model, in the version that the path names, is active */
    Plan requirePlan(FrameDesk desk, Request request) throws RefusedException, InterruptedException {
        String model = Names.model(request);
        Plan plan = desk.findPlan(model)
                .map(PublishedPlan::plan)
                .orElseThrow(() -> new RefusedException(
                        404, "no plan of model '" + model + "' is active; publish one ('hyps publish')"));
        Optional<String> wanted = request.findPlace("version");
        if (wanted.isPresent() && !wanted.get().equals(plan.model().version())) {
            throw new RefusedException(
                    404,
                    "model '" + model + "' is active in version '"
                            + plan.model().version() + "', not '" + ForeignText.printable(wanted.get()) + "'");
        }
        return plan;
    }

    private static List<Map<String, Object>> tensors(Plan plan, List<String> names) {
        return names.stream()
                .map(plan::tensor)
                .map(spec -> {
                    Map<String, Object> tensor = new LinkedHashMap<>();
                    tensor.put("name", spec.name());
                    tensor.put("datatype", Datatype.of(spec.type()));
                    tensor.put("shape", spec.shape());
                    return tensor;
                })
                .toList();
    }
}
