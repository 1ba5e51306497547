package io.hyps.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import io.hyps.planner.networks.SqueezeNet;
import io.hyps.planner.onnx.ModelBuilder;
import io.hyps.planner.partition.Objective;
import io.hyps.protocol.plan.ClassOutput;
import io.hyps.protocol.plan.ClassOutput.Activation;
import io.hyps.protocol.plan.ImageInput;
import io.hyps.protocol.plan.ImageInput.Color;
import io.hyps.protocol.plan.ImageInput.Padding;
import io.hyps.protocol.plan.ImageInput.Resize;
import io.hyps.protocol.plan.Manifest;
import io.hyps.protocol.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManifestShapeTest {
    private static final List<Double> ZEROS = List.of(0.0, 0.0, 0.0);
    private static final List<Double> ONES = List.of(1.0, 1.0, 1.0);

    @TempDir
    Path folder;

    private PlanRequest request;

    @BeforeEach
    void writeAModelWithOpenSides() throws Exception {
        ModelBuilder model = SqueezeNet.onePointOne(8, 64);
        TensorShapeProto.Builder shape = model.graph()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder();
        shape.setDim(0, Dimension.newBuilder().setDimParam("N"))
                .setDim(2, Dimension.newBuilder().setDimParam("H"))
                .setDim(3, Dimension.newBuilder().setDimValue(-1));
        Path file = model.write(folder.resolve("m.onnx"));
        request = PlanRequest.of(file, Planned.devices(2), Objective.MEMORY, folder.resolve("out"));
    }

    @Test
    void takesOpenSidesFromTheManifest() throws Exception {
        PlanOutcome outcome = Planner.create().plan(request.withManifest(manifest()));

        assertThat(outcome).isInstanceOfSatisfying(PlanOutcome.Feasible.class, feasible -> assertThat(
                        feasible.plan().tensor("input").shape())
                .isEqualTo(Shape.of(1, 3, 48, 80)));
    }

    @Test
    void refusesAShapeThatIsNotTheManifests() {
        PlanRequest both = request.withManifest(manifest()).withInputShapes(Map.of("input", Shape.of(1, 3, 64, 64)));

        assertThatThrownBy(() -> Planner.create().plan(both))
                .hasMessageContaining("the manifest makes images into float32[1, 3, 48, 80]");
    }

    @Test
    void asksForTheShapeIfNobodySaysIt() {
        assertThatThrownBy(() -> Planner.create().plan(request))
                .hasMessageContaining("input 'input' has the dynamic dimension H: give its shape, as in --input-shape");
    }

    private static Optional<Manifest> manifest() {
        ImageInput input = new ImageInput("input", 80, 48, Color.RGB, Resize.NONE, Padding.NONE, 1.0, ZEROS, ONES);
        List<String> labels =
                IntStream.range(0, 125).mapToObj(i -> "class " + i).toList();
        ClassOutput output = new ClassOutput("logits", Activation.SOFTMAX, 1, true, labels);
        return Optional.of(new Manifest("m", "1", "Apache-2.0", null, input, output));
    }
}
