package io.hyps.planner.partition;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.cost.CostModel;
import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.graph.Weight;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FrontTest {
    private static final long WEIGHT_BYTES = 1_000_000;
    private static final int SOME = 1_000;

    @Test
    void isTheSameWhereTheStepsAreTooManyToKeep() {
        Graph graph = forks(8);
        RuntimeCosts costs = CostModel.estimated().of(graph);

        List<Front.Point> kept = Front.of(graph, costs, devices(12 * WEIGHT_BYTES), Residency.RESIDENT, Map.of(), SOME);
        List<Front.Point> found = Front.of(graph, costs, devices(12 * WEIGHT_BYTES), Residency.RESIDENT, Map.of(), 0);

        assertThat(kept).hasSizeGreaterThan(1).isEqualTo(found);
    }

    @Test
    void countsStepsBeforeItMakesThem() {
        Lattice few = lattice(forks(8));
        Lattice many = lattice(forks(490));
        int all = new Steps(few, Long.MAX_VALUE).size();

        assertThat(few.hasMoreStepsThan(all)).isFalse();
        assertThat(few.hasMoreStepsThan(all - 1)).isTrue();
        assertThat(Terrain.explored(few, Long.MAX_VALUE, all).keepsSteps()).isTrue();
        assertThat(many.hasMoreStepsThan(Terrain.MOST_KEPT)).isTrue();
        assertThat(Terrain.explored(many, Long.MAX_VALUE, Terrain.MOST_KEPT).keepsSteps())
                .isFalse();
    }

    @Test
    void isFoundInLittleMemoryForAGraphWithTheMostSteps() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx320m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Large.class.getName())
                .inheritIO()
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** In a JVM of its own. */
    static final class Large {
        private Large() {}

        public static void main(String[] args) {
            Graph graph = forks(490);
            List<Front.Point> front =
                    Front.of(graph, CostModel.estimated().of(graph), devices(500 * WEIGHT_BYTES), Residency.RESIDENT);
            if (front.isEmpty()) {
                throw new AssertionError("no front");
            }
        }
    }

    private static Lattice lattice(Graph graph) {
        return Lattice.of(CompactGraph.of(graph, CostModel.estimated().of(graph)));
    }

    /** Blocks of two nodes side by side and one that joins them: four states of the lattice each. */
    private static Graph forks(int count) {
        Map<String, TensorSpec> tensors = new HashMap<>();
        Map<String, Weight> weights = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        tensors.put("t0", spec("t0"));
        for (int i = 0; i < count; i++) {
            nodes.add(node("a" + i, weights, "t" + i));
            nodes.add(node("b" + i, weights, "t" + i));
            nodes.add(join(i));
            for (String made : List.of("a" + i, "b" + i, "t" + (i + 1))) {
                tensors.put(made, spec(made));
            }
        }
        return new Graph(List.of("t0"), List.of("t" + count), nodes, Map.of(), weights, tensors);
    }

    private static Node node(String makes, Map<String, Weight> weights, String reads) {
        weights.put("w" + makes, new Weight("w" + makes, 2, Shape.of((int) WEIGHT_BYTES), WEIGHT_BYTES, () -> {
            throw new AssertionError("nobody reads weights here");
        }));
        NodeProto definition = NodeProto.newBuilder()
                .setOpType("Op")
                .addInput(reads)
                .addInput("w" + makes)
                .addOutput(makes)
                .build();
        return Node.of(definition, makes, Set.of());
    }

    private static Node join(int at) {
        NodeProto definition = NodeProto.newBuilder()
                .setOpType("Add")
                .addInput("a" + at)
                .addInput("b" + at)
                .addOutput("t" + (at + 1))
                .build();
        return Node.of(definition, "join" + at, Set.of());
    }

    private static TensorSpec spec(String name) {
        return new TensorSpec(name, ElementType.UINT8, Shape.of(1_000));
    }

    private static List<DeviceSpec> devices(long memoryBytes) {
        return IntStream.range(0, 4)
                .mapToObj(i -> new DeviceSpec("d" + i, memoryBytes * (i + 2) / 4, 1, 1_000_000))
                .toList();
    }
}
