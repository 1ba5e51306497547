package io.hyps.planner.profile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Kernels named as ONNX Runtime 1.29 names them. */
final class KernelGroupsTest {
    private static final String BLOCKED = "com.microsoft.nchwc";

    private final List<Node> nodes = new ArrayList<>();
    private final List<NodeProto> kernels = new ArrayList<>();

    @Test
    void reluIsOfTheConvolutionWhoseKernelIsNamedForItsTensor() {
        node("Conv", "a", "x");
        node("Relu", "b", "a");
        kernel("b_nchwc", BLOCKED, "Conv", "t0", "x", "w");
        kernel("ReorderOutput", BLOCKED, "ReorderOutput", "b", "t0");

        KernelGroups groups = groups("b");

        assertThat(groups.nodesOf(0)).containsExactly(0, 1);
        assertThat(groups.nodesOf(1)).isEmpty();
        assertThat(groups.ownerOf(1)).isEqualTo(1);
        assertThat(groups.isPassed("a")).isFalse();
        assertThat(groups.isPassed("b")).isTrue();
    }

    @Test
    void addIsOfTheConvolutionThatReadsWhatTheOtherMade() {
        node("Conv", "main", "x");
        node("Conv", "skip", "x");
        node("Add", "sum", "main", "skip");
        node("Relu", "out", "sum");
        node("Conv", "next", "out");
        kernel("skip_nchwc", BLOCKED, "Conv", "t0", "x", "w");
        kernel("main_nchwc", BLOCKED, "Conv", "t1", "x", "w", "b", "t0");
        kernel("next_nchwc", BLOCKED, "Conv", "t2", "t1", "w");

        KernelGroups groups = groups("next");

        assertThat(groups.nodesOf(0)).containsExactly(1);
        assertThat(groups.nodesOf(1)).containsExactly(0, 2, 3);
        assertThat(groups.nodesOf(2)).containsExactly(4);
        assertThat(groups.isPassed("skip")).isTrue();
        assertThat(groups.isPassed("main")).isFalse();
    }

    @Test
    void kernelWithoutBlockedLayoutKeepsTheNameOfItsOutput() {
        node("MatMul", "product", "x");
        node("Add", "y", "product");
        node("Relu", "z", "y");
        kernel("gemm", "", "FusedGemm", "z", "x", "w", "b");

        KernelGroups groups = groups("z");

        assertThat(groups.nodesOf(0)).containsExactly(0, 1, 2);
    }

    @Test
    void conversionOfAnInputCountsForTheKernelBehindIt() {
        node("Conv", "a", "x");
        kernel("ReorderInput", BLOCKED, "ReorderInput", "t0", "x");
        kernel("a_nchwc", BLOCKED, "Conv", "t1", "t0", "w");

        assertThat(groups("a").ownerOf(0)).isZero();
    }

    private KernelGroups groups(String output) {
        return KernelGroups.of(new Graph(List.of("x"), List.of(output), nodes, Map.of(), Map.of(), Map.of()), kernels);
    }

    private void node(String type, String output, String... inputs) {
        nodes.add(Node.of(
                NodeProto.newBuilder()
                        .setOpType(type)
                        .addAllInput(List.of(inputs))
                        .addOutput(output)
                        .build(),
                output,
                Set.of()));
    }

    private void kernel(String name, String domain, String type, String output, String... inputs) {
        kernels.add(NodeProto.newBuilder()
                .setName(name)
                .setDomain(domain)
                .setOpType(type)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .build());
    }
}
