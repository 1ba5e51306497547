package io.hyps.planner;

import static io.hyps.planner.onnx.ModelBuilder.graph;
import static io.hyps.planner.onnx.ModelBuilder.integer;
import static io.hyps.planner.onnx.ModelBuilder.ints;
import static io.hyps.planner.onnx.ModelBuilder.real;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.hyps.planner.onnx.BadModelException;
import io.hyps.planner.onnx.ModelBuilder;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.shape.ShapeRun;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that exporters write besides plain chains. Each plan is verified by the planner itself. */
final class OddGraphsTest {
    private static final int BOOL = DataType.BOOL_VALUE;
    private static final int INT64 = DataType.INT64_VALUE;
    private static final int FLOAT = DataType.FLOAT_VALUE;

    @TempDir
    Path folder;

    @Test
    void keepsAnIfWholeAndCountsItsBodiesWeights() throws Exception {
        ModelBuilder model = new ModelBuilder().input("x", 1, 64).output("y", 1, 64);
        model.dense("a", "x", 64, 64);
        model.longs("axis", 0, 1);
        model.node("ReduceSum", "sum", "a", "axis").addAttribute(integer("keepdims", 0));
        model.scalar("zero", 0);
        model.node("Greater", "positive", "sum", "zero");
        GraphProto then = body("then", b -> b.normal("inner", 0, 1, 64).node("Add", "then.y", "a", "inner"), "then.y");
        GraphProto other = body("else", b -> b.node("Neg", "else.y", "a"), "else.y");
        model.node("If", "chosen", "positive")
                .addAttribute(graph("then_branch", then))
                .addAttribute(graph("else_branch", other));
        model.dense("y", "chosen", 64, 64);

        Plan plan = plan(model, 3);

        assertThat(plan.partitions()).hasSize(3);
        assertThat(plan.model().weightsBytes()).isEqualTo(2 * 4 * (64 * 64 + 64) + 4 * 64 + 2 * 8 + 4);
    }

    @Test
    void keepsALoopWholeWithWhatItCaptures() throws Exception {
        ModelBuilder model = new ModelBuilder().input("x", 1, 16).output("y", 1, 16);
        model.dense("a", "x", 16, 16).longs("times", 3).initializer("go", BOOL, ByteBuffer.wrap(new byte[] {1}));
        ModelBuilder inner = new ModelBuilder();
        inner.typedInput("i", INT64).typedInput("cond", BOOL).input("state", 1, 16);
        inner.normal("step", 0, 1, 1, 16);
        inner.node("Identity", "cond.out", "cond");
        inner.node("Add", "moved", "state", "step");
        inner.node("Mul", "state.out", "moved", "a");
        inner.typedOutput("cond.out", BOOL).output("state.out", 1, 16);
        model.node("Loop", "looped", "times", "go", "x")
                .addAttribute(graph("body", inner.graph().setName("body").build()));
        model.dense("y", "looped", 16, 16);

        assertThat(plan(model, 3).partitions()).hasSize(3);
    }

    @Test
    void keepsFunctionsOfTheModelItself() throws Exception {
        ModelBuilder model = new ModelBuilder().input("x", 1, 8).output("y", 1, 8);
        model.dense("a", "x", 8, 8);
        model.node("Swish", "s", "a").setDomain("own");
        model.dense("y", "s", 8, 8);
        FunctionProto swish = FunctionProto.newBuilder()
                .setName("Swish")
                .setDomain("own")
                .addInput("v")
                .addOutput("w")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Sigmoid")
                        .addInput("v")
                        .addOutput("g"))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Mul")
                        .addInput("v")
                        .addInput("g")
                        .addOutput("w"))
                .build();
        ModelProto proto = model.build().toBuilder()
                .addFunctions(swish)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("own").setVersion(1))
                .build();
        Path file = Files.write(folder.resolve("m.onnx"), proto.toByteArray());

        PlanOutcome.Feasible plan = Planned.feasible(file, 3, Objective.THROUGHPUT, folder.resolve("out"));

        PlanFolder opened = PlanFolder.open(plan.folder());
        for (Partition partition : opened.plan().partitions()) {
            ModelProto slice = ModelProto.parseFrom(Files.readAllBytes(opened.graphFile(partition)));
            assertThat(slice.getOpsetImportList()).isEqualTo(proto.getOpsetImportList());
        }
    }

    @Test
    void takesOperatorsOfOnnxRuntimeItself() throws Exception {
        ModelBuilder model = new ModelBuilder().input("x", 1, 8).output("y", 1, 8);
        model.dense("a", "x", 8, 8);
        model.node("BiasGelu", "g", "a", "a.b").setDomain("com.microsoft");
        model.node("Relu", "r", "g");
        model.dense("y", "r", 8, 8);
        ModelProto proto = model.build().toBuilder()
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain("com.microsoft")
                        .setVersion(1))
                .build();
        Path file = Files.write(folder.resolve("m.onnx"), proto.toByteArray());

        Plan plan = Planned.feasible(file, 4, Objective.MEMORY, folder.resolve("out"))
                .plan();

        assertThat(plan.partitions()).hasSizeGreaterThan(1);
    }

    @Test
    void plansSeveralInputsAndOutputsWithOneInTheMiddleAndOnePassedThrough() throws Exception {
        ModelBuilder model = new ModelBuilder()
                .input("x1", 1, 8)
                .input("x2", 1, 8)
                .input("unused", 1, 8)
                .output("a", 1, 8)
                .output("same", 1, 8)
                .output("y", 1, 8);
        model.normal("nobody", 0, 1, 100);
        model.dense("a", "x1", 8, 8).dense("b", "x2", 8, 8);
        model.node("Identity", "same", "x2");
        model.node("Add", "sum", "a", "b");
        model.dense("y", "sum", 8, 8);

        Plan plan = plan(model, 3);

        assertThat(plan.outputs()).containsExactly("a", "same", "y");
        assertThat(plan.partitions()).hasSize(3);
        assertThat(plan.model().weightsBytes()).isEqualTo(3 * 4 * (64 + 8));
    }

    @Test
    void givesAWeightThatIsReadTwiceToEachPartitionThatReadsIt() throws Exception {
        ModelBuilder model = new ModelBuilder().input("x", 1, 32).output("y", 1, 32);
        model.weight("w", 32, 32, 32);
        model.node("MatMul", "a", "x", "w");
        model.node("Relu", "b", "a");
        model.node("MatMul", "y", "b", "w");

        Plan plan = plan(model, 2);

        assertThat(plan.partitions()).allMatch(p -> p.weightsBytes() == 4 * 32 * 32);
        assertThat(plan.model().weightsBytes()).isEqualTo(4 * 32 * 32);
    }

    @Test
    void takesWeightsThatAreAlsoInputsAsOldFormatsHaveThem() throws Exception {
        ModelBuilder model = ModelBuilder.gemms(8, 8, 8).opset(8).irVersion(3);
        model.input("t1.w", 8, 8).input("t1.b", 8).input("t2.w", 8, 8).input("t2.b", 8);

        assertThat(plan(model, 2).inputs()).containsExactly("t0");
    }

    @Test
    void keepsOptionalInputsThatAreLeftOut() throws Exception {
        ModelBuilder model = new ModelBuilder().input("x", 1, 8).output("y", 1, 8);
        model.scalar("six", 6);
        model.dense("a", "x", 8, 8);
        model.node("Clip", "c", "a", "", "six");
        model.dense("y", "c", 8, 8);

        assertThat(plan(model, 3).partitions()).isNotEmpty();
    }

    @Test
    void makesNoCutWhereTheShapeDependsOnValues() throws Exception {
        ModelBuilder model = new ModelBuilder().input("x", 1, 8).output("y", 1, 8);
        model.dense("a", "x", 8, 8);
        model.node("Relu", "r", "a");
        model.node("NonZero", "where", "r");
        model.node("Cast", "places", "where").addAttribute(integer("to", FLOAT));
        model.node("ReduceMean", "mean", "places").addAttribute(ints("axes", 1)).addAttribute(integer("keepdims", 1));
        model.longs("axis", 0, 1);
        model.node("ReduceSum", "number", "mean", "axis").addAttribute(integer("keepdims", 0));
        model.node("Add", "s", "r", "number");
        model.dense("y", "s", 8, 8);

        Plan plan = plan(model, 8);

        assertThat(plan.partitions()).hasSizeGreaterThan(1);
        assertThat(plan.tensors()).noneMatch(t -> List.of("where", "places").contains(t.name()));
    }

    @Test
    void refusesAnOutputWhoseShapeDependsOnValues() throws Exception {
        ModelBuilder model = ModelBuilder.gemms(4, 3);
        model.node("NonZero", "where", "t1");
        model.graph().addOutput(withoutShape("where", INT64));
        Path file = model.write(folder.resolve("m.onnx"));

        assertThatThrownBy(() -> Planned.feasible(file, 2, Objective.MEMORY, folder.resolve("out")))
                .isInstanceOf(BadModelException.class)
                .hasMessageContaining("the shape of output 'where', which node 'NonZero");
    }

    @Test
    void takesOutputsWithoutAShape() throws Exception {
        ModelBuilder model = ModelBuilder.gemms(4, 3, 5);
        model.graph().setOutput(0, withoutShape("t2", FLOAT));

        assertThat(plan(model, 2).tensor("t2").shape()).isEqualTo(Shape.of(1, 5));
    }

    @Test
    void findsShapesByRunningWhereInferenceStops() throws Exception {
        ModelBuilder model = new ModelBuilder().input("x", 1, 8).output("y", 1, 4);
        model.scalar("scale", 3.5f);
        model.node("Identity", "alias", "scale");
        model.node("Cast", "count", "alias").addAttribute(integer("to", INT64));
        model.longs("first", 0).constant("rest", -1);
        model.node("Unsqueeze", "counts", "count", "first");
        model.node("Sub", "fewer", "counts", "one");
        model.longs("one", 1);
        model.node("Concat", "target", "fewer", "rest").addAttribute(integer("axis", 0));
        model.node("Reshape", "folded", "x", "target");
        model.node("LeakyRelu", "l", "folded").addAttribute(real("alpha", 0.1f));
        model.longs("flat", 1, 8);
        model.node("Reshape", "unfolded", "l", "flat");
        model.dense("y", "unfolded", 8, 4);
        Path file = model.write(folder.resolve("m.onnx"));

        OnnxModel read = OnnxModel.read(file);

        assertThat(read.graph().tensor("l")).isEmpty();
        assertThat(ShapeRun.complete(read).graph().tensor("l"))
                .hasValueSatisfying(t -> assertThat(t.shape()).isEqualTo(Shape.of(2, 4)));
    }

    private interface Body {
        void fill(ModelBuilder body);
    }

    private static GraphProto body(String name, Body fill, String output) {
        ModelBuilder body = new ModelBuilder();
        fill.fill(body);
        return body.output(output, 1, 64).graph().setName(name).build();
    }

    private static ValueInfoProto withoutShape(String name, int type) {
        ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
        value.getTypeBuilder().getTensorTypeBuilder().setElemType(type);
        return value.build();
    }

    private Plan plan(ModelBuilder model, int devices) throws Exception {
        Path file = model.write(folder.resolve("m.onnx"));
        Plan plan = Planned.feasible(file, devices, Objective.MEMORY, folder.resolve("out"))
                .plan();
        for (Objective objective : Objective.values()) {
            Planned.feasible(file, devices, objective, folder.resolve(objective.toString()));
        }
        return plan;
    }
}
