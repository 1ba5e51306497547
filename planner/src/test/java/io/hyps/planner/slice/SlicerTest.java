package io.hyps.planner.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.cost.CostModel;
import io.hyps.planner.cost.Part;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.onnx.ModelBuilder;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.session.OptimisedCopy;
import io.hyps.planner.session.Session;
import io.hyps.planner.shape.ShapeRun;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SlicerTest {
    @TempDir
    Path folder;

    /** ONNX Runtime 1.29 fails on a Reshape to a computed shape before a MatMul and an Add, in its fusion of Reshapes. */
    @Test
    void loadsWhereThePartsOfAShapeComeFromAnotherPartition() throws Exception {
        OnnxModel model =
                ShapeRun.complete(OnnxModel.read(reshapingToAComputedShape().write(folder.resolve("m.onnx"))));

        Path slice = slice(model, 4, 8);

        OptimisedCopy.write(slice, folder);
        Tensor x = Tensor.ofFloats(Shape.of(1, 2, 2), 1, 2, 3, 4);
        assertThat(answer(slice, Map.of("a", x, "head", longs(1), "tail", longs(2, 2))))
                .isEqualTo(answer(model.file(), Map.of("x", x)));
    }

    /** Relu, Shape and two Slices; then Concat, Reshape, MatMul and Add. */
    private static ModelBuilder reshapingToAComputedShape() {
        ModelBuilder model = new ModelBuilder().input("x", 1, 2, 2).output("y", 1, 2, 2);
        model.node("Relu", "a", "x");
        model.node("Shape", "whole", "x");
        model.longs("zero", 0).longs("one", 1).longs("three", 3);
        model.node("Slice", "head", "whole", "zero", "one");
        model.node("Slice", "tail", "whole", "one", "three");
        model.node("Concat", "shape", "head", "tail").addAttribute(ModelBuilder.integer("axis", 0));
        model.node("Reshape", "shaped", "a", "shape");
        // whole numbers, so that every way to add them up gives the same
        model.initializer("w", 1, Tensor.ofFloats(Shape.of(2, 2), 1, -2, 3, 5).data(), 2, 2);
        model.initializer("b", 1, Tensor.ofFloats(Shape.of(2), 4, -1).data(), 2);
        model.node("MatMul", "product", "shaped", "w");
        model.node("Add", "y", "product", "b");
        return model;
    }

    private Path slice(OnnxModel model, int from, int to) throws Exception {
        PartCosts costs = PartCosts.of(model.graph(), CostModel.estimated().of(model.graph()));
        Part part = costs.part(IntStream.range(from, to).boxed().toList());
        SliceRef slice = Slicer.of(model).write("p", part, folder);
        return folder.resolve(slice.graph().graphFileName());
    }

    private static FloatBuffer answer(Path file, Map<String, Tensor> inputs) throws Exception {
        try (Session session = Session.open(file)) {
            return Objects.requireNonNull(session.run(inputs).outputs().get("y"))
                    .floats();
        }
    }

    private static Tensor longs(long... elements) {
        ByteBuffer data = ByteBuffer.allocate(8 * elements.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(elements);
        return Tensor.of(ElementType.INT64, Shape.of(elements.length), data);
    }
}
