package io.hyps.planner.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.graph.Weight;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class GrowthTest {
    @Property(tries = 500)
    void costsWhatThePartCosts(@ForAll long seed) {
        Random random = new Random(seed);
        Graph graph = random(random, 1 + random.nextInt(12));
        RuntimeCosts costs = new Odd(random.nextInt());
        PartCosts parts = PartCosts.of(graph, costs);
        CompactGraph compact = CompactGraph.of(graph, costs);
        for (int node = 0; node < graph.nodes().size(); node++) {
            Part alone = parts.part(List.of(node));
            assertThat(compact.aloneBytes(node)).isEqualTo(alone.memoryBytes());
            assertThat(compact.outputBytes(node)).isEqualTo(alone.outputBytes());
            assertThat(compact.aloneNanos(node)).isCloseTo(alone.computeNanos(), within(1e-6));
        }
        Growth growth = new Growth(compact);
        Growth other = new Growth(compact);
        List<Integer> nodes = new ArrayList<>();
        for (int node = 0; node < graph.nodes().size(); node++) {
            if (random.nextInt(4) > 0) {
                nodes.add(node);
                if (random.nextBoolean()) {
                    Growth before = growth;
                    other.become(growth);
                    growth = other;
                    other = before;
                    other.add(node); // goes its own way
                }
                growth.add(node);
                assertSame(parts.part(nodes), growth);
            }
        }
    }

    private static void assertSame(Part part, Growth growth) {
        assertThat(growth.memoryBytes()).isEqualTo(part.memoryBytes());
        assertThat(growth.weightsBytes()).isEqualTo(part.weightsBytes());
        assertThat(growth.inputBytes()).isEqualTo(part.inputBytes());
        assertThat(growth.outputBytes()).isEqualTo(part.outputBytes());
        assertThat(growth.nanos()).isCloseTo(part.computeNanos(), within(1e-6));
        assertThat(growth.isLegal())
                .isEqualTo(!part.inputs().isEmpty() && !part.outputs().isEmpty());
        assertThat(growth.leastMemoryBytes()).isLessThanOrEqualTo(part.memoryBytes());
        assertThat(growth.leastNanos()).isLessThanOrEqualTo(part.computeNanos() + 1e-6);
    }

    @Test
    void countsInputsThroughoutOutputsOnceMadeAndQueues() {
        Graph graph = chain(10, 100, 20, 1);
        PartCosts costs = PartCosts.of(graph, CostModel.estimated().of(graph));

        // input 10 throughout; the third node reads 20 and makes 1, the second reads 100 and makes 20
        assertThat(costs.part(List.of(0, 1, 2)).peakTensorBytes()).isEqualTo(10 + 100 + 20);
        assertThat(costs.part(List.of(0, 1, 2)).queueBytes()).isEqualTo(10 + 1);
        assertThat(costs.part(List.of(1)).memoryBytes()).isEqualTo(100 + 20 + (100 + 20));
    }

    private static Graph chain(int... sizes) {
        Map<String, TensorSpec> tensors = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            tensors.put("t" + i, new TensorSpec("t" + i, ElementType.UINT8, Shape.of(sizes[i])));
            if (i > 0) {
                nodes.add(node("n" + i, List.of("t" + (i - 1)), List.of("t" + i)));
            }
        }
        return new Graph(List.of("t0"), List.of("t" + (sizes.length - 1)), nodes, Map.of(), Map.of(), tensors);
    }

    /** Nodes of one or two results, some of them read by nobody, some by the caller as well; weights may be shared. */
    private static Graph random(Random random, int count) {
        Map<String, TensorSpec> tensors = new HashMap<>();
        Map<String, Weight> weights = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of("in0", "in1"));
        Set<String> outputs = new HashSet<>();
        for (int i = 0; i < count; i++) {
            Set<String> reads = new HashSet<>();
            for (int r = 0; r <= random.nextInt(3); r++) {
                reads.add(names.get(random.nextInt(names.size())));
            }
            int bytes = random.nextInt(50);
            String weight = "w" + random.nextInt(i + 1);
            weights.putIfAbsent(
                    weight, new Weight(weight, 2, Shape.of(bytes), bytes, () -> ByteBuffer.allocate(bytes)));
            reads.add(weight);
            List<String> makes = random.nextInt(4) == 0 ? List.of("a" + i, "b" + i) : List.of("a" + i);
            nodes.add(node("n" + i, List.copyOf(reads), makes));
            names.addAll(makes);
            if (random.nextInt(4) == 0) {
                outputs.add("a" + i);
            }
        }
        outputs.add("a" + (count - 1));
        names.forEach(
                name -> tensors.put(name, new TensorSpec(name, ElementType.UINT8, Shape.of(1 + random.nextInt(40)))));
        return new Graph(List.of("in0", "in1"), List.copyOf(outputs), nodes, Map.of(), weights, tensors);
    }

    private static Node node(String name, List<String> reads, List<String> makes) {
        return Node.of(
                NodeProto.newBuilder()
                        .setOpType("Op")
                        .addAllInput(reads)
                        .addAllOutput(makes)
                        .build(),
                name,
                Set.of());
    }

    /** A runtime whose own layouts may be larger or smaller than ONNX's. */
    private record Odd(int seed) implements RuntimeCosts {
        private int number(String name, int below) {
            return new Random(31L * name.hashCode() + seed).nextInt(below);
        }

        @Override
        public double nanos(Node node) {
            return number(node.name(), 100);
        }

        @Override
        public long workspaceBytes(Node node) {
            return number(node.name() + "w", 60);
        }

        @Override
        public long insideBytes(TensorSpec tensor) {
            return tensor.sizeBytes() * number(tensor.name(), 4) / 2;
        }

        @Override
        public long convertedBytes(TensorSpec tensor) {
            return number(tensor.name() + "c", 30);
        }

        @Override
        public double convertNanos(TensorSpec tensor) {
            return number(tensor.name() + "n", 10);
        }
    }
}
