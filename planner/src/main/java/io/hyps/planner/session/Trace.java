package io.hyps.planner.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hyps.planner.session.KernelRun.KernelTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The file that ONNX Runtime's profiler writes: events in the format of Chrome's tracing, times in microseconds. */
final class Trace {
    private static final String RUN = "model_run";
    private static final String KERNEL = "_kernel_time";
    private static final double NANOS_PER_MICRO = 1e3;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Trace() {}

    record Event(String cat, String name, double ts, double dur, @Nullable Args args) {
        double end() {
            return ts + dur;
        }

        boolean isKernel() {
            return "Node".equals(cat) && name.endsWith(KERNEL) && args != null;
        }
    }

    record Args(
            @JsonProperty("node_index") int node,
            @JsonProperty("output_size") long outputBytes,
            @JsonProperty("input_type_shape") @Nullable List<Map<String, List<Long>>> inputs,
            @JsonProperty("output_type_shape") @Nullable List<Map<String, List<Long>>> outputs) {
        KernelRun run(double nanos) {
            return new KernelRun(node, nanos, outputBytes, tensors(inputs), tensors(outputs));
        }

        private static List<KernelTensor> tensors(@Nullable List<Map<String, List<Long>>> given) {
            return given == null
                    ? List.of()
                    : given.stream()
                            .flatMap(tensor -> tensor.entrySet().stream())
                            .map(tensor -> new KernelTensor(tensor.getKey(), tensor.getValue()))
                            .toList();
        }
    }

    /** The kernels of each run. */
    static List<List<KernelRun>> read(Path file) throws SessionException {
        List<Event> events;
        try {
            events = List.of(MAPPER.readValue(file.toFile(), Event[].class));
        } catch (IOException e) {
            throw new SessionException("the profile that ONNX Runtime wrote cannot be read: " + e.getMessage(), e);
        }
        List<Event> kernels = events.stream()
                .filter(Event::isKernel)
                .sorted(Comparator.comparingDouble(Event::ts))
                .toList();
        return events.stream()
                .filter(event -> RUN.equals(event.name()))
                .sorted(Comparator.comparingDouble(Event::ts))
                .map(run -> kernels(run, kernels))
                .toList();
    }

    private static List<KernelRun> kernels(Event run, List<Event> all) {
        List<Event> own = all.stream()
                .filter(event -> event.ts() >= run.ts() && event.end() <= run.end())
                .toList();
        List<KernelRun> kernels = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            Event kernel = own.get(i);
            double next = i + 1 < own.size() ? own.get(i + 1).ts() : run.end();
            Args args = kernel.args();
            if (args != null) {
                kernels.add(args.run((next - kernel.ts()) * NANOS_PER_MICRO));
            }
        }
        return List.copyOf(kernels);
    }
}
