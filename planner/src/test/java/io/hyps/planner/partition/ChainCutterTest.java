package io.hyps.planner.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.hyps.planner.cost.Stretch;
import io.hyps.planner.cost.StretchCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.graph.Weight;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class ChainCutterTest {
    /** A small graph and the devices for it. */
    record Problem(Graph graph, List<DeviceSpec> devices, Objective objective) {}

    @Property(tries = 400)
    void findsWhatBruteForceFinds(@ForAll("problems") Problem problem) {
        StretchCosts costs = StretchCosts.of(problem.graph());
        Optional<double[]> best = new BruteForce(costs, problem.devices(), problem.objective()).best();

        Cut cut = ChainCutter.of(problem.objective()).cut(costs, problem.devices());

        assertThat(cut instanceof Cut.Found).isEqualTo(best.isPresent());
        if (cut instanceof Cut.Found found) {
            assertThat(found.optimalIn()).isEqualTo("chain");
            double[] value = BruteForce.value(problem.objective(), found.stages());
            assertThat(value[0]).isEqualTo(best.orElseThrow()[0]);
            assertThat(value[1]).isCloseTo(best.orElseThrow()[1], withPercentage(1e-9));
            assertThat(found.stages())
                    .allMatch(s -> s.stretch().memoryBytes() <= s.device().memoryBytes());
            assertThat(found.stages().stream().map(Stage::device)).doesNotHaveDuplicates();
        }
    }

    @Property(tries = 200)
    void saysWhatMemoryWouldSuffice(@ForAll("problems") Problem problem) {
        StretchCosts costs = StretchCosts.of(problem.graph());
        if (ChainCutter.of(problem.objective()).cut(costs, problem.devices()) instanceof Cut.Impossible impossible) {
            assertThat(cutWith(problem, costs, impossible.sufficientBytes())).isInstanceOf(Cut.Found.class);
            assertThat(cutWith(problem, costs, impossible.sufficientBytes() - 1))
                    .isInstanceOf(Cut.Impossible.class);
            assertThat(impossible.neededBytes()).isGreaterThan(0);
        }
    }

    @Property(tries = 200)
    void staysValidAndBoundsTheGapWhenTypesAreMerged(@ForAll("problems") Problem problem) {
        StretchCosts costs = StretchCosts.of(problem.graph());
        Optional<double[]> best = new BruteForce(costs, problem.devices(), problem.objective()).best();

        Cut cut = ChainCutter.of(problem.objective(), 1).cut(costs, problem.devices());

        if (cut instanceof Cut.Found found && found.optimalIn().equals("none")) {
            int index = problem.objective() == Objective.LATENCY ? 1 : 0;
            double value = BruteForce.value(problem.objective(), found.stages())[index];
            assertThat(value).isLessThanOrEqualTo(best.orElseThrow()[index] * (1 + found.gap()) * 1.000001);
            assertThat(found.stages())
                    .allMatch(s -> s.stretch().memoryBytes() <= s.device().memoryBytes());
        }
    }

    @Test
    void countsASharedWeightOncePerStretch() {
        Graph graph = graph(List.of(100, 100), List.of(4, 4, 4), Set.of(1));
        StretchCosts costs = StretchCosts.of(graph);

        assertThat(costs.between(0, 2).weightsBytes()).isEqualTo(100);
        assertThat(costs.between(1, 2).weightsBytes()).isEqualTo(100);
    }

    @Test
    void countsInputsThroughoutAndOutputsOnceMade() {
        StretchCosts costs = StretchCosts.of(graph(List.of(0, 0, 0), List.of(10, 100, 20, 1), Set.of()));

        Stretch whole = costs.between(0, 3);

        // input 10 throughout; the third node reads 100 and 20, and makes 1
        assertThat(whole.peakTensorBytes()).isEqualTo(10 + 100 + 20 + 1);
        assertThat(costs.between(1, 2).peakTensorBytes()).isEqualTo(100 + 20);
    }

    @Provide
    Arbitrary<Problem> problems() {
        Arbitrary<Graph> graphs = Arbitraries.integers().between(1, 8).flatMap(n -> Combinators.combine(
                        Arbitraries.integers().between(0, 60).list().ofSize(n),
                        Arbitraries.integers().between(1, 20).list().ofSize(n + 1),
                        Arbitraries.integers().between(0, n - 1).set().ofMaxSize(2))
                .as(ChainCutterTest::graph));
        Arbitrary<DeviceSpec> devices = Combinators.combine(
                        Arbitraries.integers().between(10, 250),
                        Arbitraries.of(1.0, 1.0, 2.5),
                        Arbitraries.of(0L, 1_000_000L))
                .as((memory, speed, bandwidth) -> new DeviceSpec("d", memory, speed, bandwidth));
        return Combinators.combine(graphs, devices.list().ofMinSize(1).ofMaxSize(4), Arbitraries.of(Objective.values()))
                .as((graph, specs, objective) -> new Problem(graph, named(specs), objective));
    }

    private static List<DeviceSpec> named(List<DeviceSpec> specs) {
        List<DeviceSpec> named = new ArrayList<>();
        for (DeviceSpec spec : specs) {
            named.add(new DeviceSpec(
                    "d" + named.size(), spec.memoryBytes(), spec.speed(), spec.bandwidthBytesPerSecond()));
        }
        return named;
    }

    /** A chain whose node i reads tensor i and weight i; the nodes in {@code sharing} read the first weight instead. */
    private static Graph graph(List<Integer> weights, List<Integer> tensors, Set<Integer> sharing) {
        List<Node> nodes = new ArrayList<>();
        Map<String, Weight> constants = new HashMap<>();
        Map<String, TensorSpec> specs = new HashMap<>();
        for (int i = 0; i < tensors.size(); i++) {
            specs.put("t" + i, new TensorSpec("t" + i, ElementType.UINT8, Shape.of(tensors.get(i))));
        }
        for (int i = 0; i < weights.size(); i++) {
            int bytes = weights.get(i);
            constants.put("w" + i, Weight.of("w" + i, Shape.of(bytes), bytes, () -> ByteBuffer.allocate(bytes)));
            String weight = sharing.contains(i) ? "w0" : "w" + i;
            // every third node also reads the chain's input: tensors then skip stages
            List<String> reads = i % 3 == 2 ? List.of("t" + i, weight, "t1") : List.of("t" + i, weight);
            nodes.add(new Node("n" + i, "Op", "", reads, List.of("t" + (i + 1)), Set.of(), i));
        }
        return new Graph(List.of("t0"), List.of("t" + weights.size()), nodes, Map.of(), constants, specs);
    }

    private static Cut cutWith(Problem problem, StretchCosts costs, long memory) {
        List<DeviceSpec> devices = new ArrayList<>();
        problem.devices().forEach(d -> devices.add(new DeviceSpec(d.id(), memory, 1, 0)));
        return ChainCutter.of(Objective.MEMORY).cut(costs, devices);
    }
}
