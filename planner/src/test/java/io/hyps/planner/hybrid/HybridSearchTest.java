package io.hyps.planner.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.planner.cost.CostModel;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.onnx.ModelBuilder;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Evaluator;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.partition.Stage;
import io.hyps.planner.rewrite.Rewriter;
import io.hyps.planner.rewrite.Split;
import io.hyps.planner.rewrite.SplitException;
import io.hyps.planner.rewrite.SplitModel;
import io.hyps.planner.shape.ShapeRun;
import io.hyps.protocol.plan.Residency;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HybridSearchTest {
    private static final long MIB = 1 << 20;
    private static final Rewriter REWRITER = Rewriter.of(13);

    @ParameterizedTest
    @CsvSource({"8, 100", "4, 160", "48, 16"})
    void fullVgg16FitsSmallDevicesWithSplits(int count, long mebibytes) throws Exception {
        Hybrid hybrid = search(Objective.THROUGHPUT).search(Vgg16.graph(), devices(count, mebibytes * MIB), List.of());

        Hybrid.Planned planned = planned(hybrid);
        assertThat(planned.cut().stages())
                .hasSizeLessThanOrEqualTo(count)
                .allSatisfy(stage -> assertThat(stage.part().memoryBytes()).isLessThanOrEqualTo(mebibytes * MIB));
        assertThat(planned.splits()).anySatisfy(split -> {
            assertThat(split.first()).isEqualTo("fc6");
            assertThat(split.kind()).isEqualTo("channel");
        });
        assertThat(nodes(planned)).containsExactlyInAnyOrderElementsOf(positions(planned.graph()));
        // beside its shares of the weights a split has only the places of Slice nodes
        assertThat(planned.graph().weightsBytes())
                .isBetween(Vgg16.graph().weightsBytes(), Vgg16.graph().weightsBytes() + 1000);
    }

    @Test
    void devicesOf16MebibytesNeedTilesAndChannelsInOnePlan() throws Exception {
        Hybrid.Planned planned =
                planned(search(Objective.MEMORY).search(Vgg16.graph(), devices(48, 16 * MIB), List.of()));

        assertThat(planned.splits()).extracting(Split::kind).contains("tile", "channel");
    }

    @ParameterizedTest
    @CsvSource({"2, 100", "1, 64"})
    void saysWhatWouldSuffice(int count, long mebibytes) throws Exception {
        Hybrid hybrid = search(Objective.MEMORY).search(Vgg16.graph(), devices(count, mebibytes * MIB), List.of());

        assertThat(hybrid).isInstanceOfSatisfying(Hybrid.Impossible.class, impossible -> {
            assertThat(impossible.node()).isEqualTo("fc6");
            assertThat(impossible.neededBytes()).isGreaterThan(411_000_000);
            assertThat(impossible.availableBytes()).isEqualTo(mebibytes * MIB);
            assertThat(impossible.sufficientBytes())
                    .isBetween(553_000_000L / count, count == 1 ? 600_000_000L : 320_000_000L);
            assertThat(plan(count, impossible.sufficientBytes())).isInstanceOf(Hybrid.Planned.class);
        });
    }

    @ParameterizedTest
    @CsvSource({"2, 100", "1, 64"})
    void inTurnsAFewSmallDevicesAreEnough(int count, long mebibytes) throws Exception {
        HybridSearch search = HybridSearch.of(REWRITER, CostModel.estimated(), Objective.LATENCY, Residency.TURNS);

        Hybrid.Planned planned = planned(search.search(Vgg16.graph(), devices(count, mebibytes * MIB), List.of()));

        assertThat(worth(planned, Objective.MEMORY)).isLessThanOrEqualTo(mebibytes * MIB);
        assertThat(planned.splits()).extracting(Split::first).contains("fc6");
    }

    @Test
    void memoryIsSpreadEvenlyByAFewSplits() throws Exception {
        Hybrid.Planned planned =
                planned(search(Objective.MEMORY).search(Vgg16.graph(), devices(4, 1024 * MIB), List.of()));

        assertThat(worth(planned, Objective.MEMORY)).isLessThan(190e6);
        assertThat(planned.splits()).hasSizeLessThanOrEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"1, 64", "2, 64", "4, 64"})
    void inTurnsNoDeviceNeedsItsShareOfTheWeights(int count, long mebibytes) throws Exception {
        HybridSearch search = HybridSearch.of(REWRITER, CostModel.estimated(), Objective.MEMORY, Residency.TURNS);

        Hybrid.Planned planned = planned(search.search(Vgg16.graph(), devices(count, 1024 * MIB), List.of()));

        assertThat(worth(planned, Objective.MEMORY)).isLessThan(mebibytes * MIB);
    }

    @Test
    void splitsTheOneLayerThatTheLargestPartitionHangsOn() throws Exception {
        Graph graph = fashion();
        Hybrid.Planned asAdvised = planned(search(Objective.MEMORY)
                .search(graph, devices(3, 4 * MIB), List.of(Split.parse("/27/Conv=channel:4"))));

        Hybrid.Planned planned = planned(search(Objective.MEMORY).search(graph, devices(3, 4 * MIB), List.of()));

        assertThat(worth(planned, Objective.MEMORY)).isLessThanOrEqualTo(worth(asAdvised, Objective.MEMORY) * 1.01);
        assertThat(search(Objective.LATENCY).search(graph, devices(4, 1150 << 10), List.of()))
                .isInstanceOf(Hybrid.Planned.class);
    }

    @ParameterizedTest
    @CsvSource({"MEMORY", "THROUGHPUT", "LATENCY"})
    void noSplitsGiveMoreThanTheGapLeaves(Objective objective) throws Exception {
        Graph graph = fashion();
        Hybrid.Planned planned = planned(search(objective).search(graph, devices(3, 4 * MIB), List.of()));
        double bound = worth(planned, objective) / (1 + planned.cut().gap());

        for (String split : List.of(
                "/37/Conv=channel:2",
                "/37/Conv=channel:6",
                "/27/Conv=channel:3",
                "/0/Conv../6/MaxPool=tile:3x1",
                "/0/Conv../13/MaxPool=tile:3x3")) {
            Hybrid.Planned forced =
                    planned(search(objective).search(graph, devices(3, 4 * MIB), List.of(Split.parse(split))));
            assertThat(worth(forced, objective)).as(split).isGreaterThanOrEqualTo(bound * (1 - 1e-9));
        }
    }

    private static Graph fashion() throws Exception {
        return ShapeRun.complete(OnnxModel.read(Path.of("../models/fashion/fashion_vgg16q.onnx"), Map.of(), Map.of()))
                .graph();
    }

    @Test
    void throughputGainsWhereASingleLayerIsTheBottleneck() throws Exception {
        Graph graph = Vgg16.graph();
        double whole = nanos(graph);

        Hybrid.Planned planned = planned(search(Objective.THROUGHPUT).search(graph, fast(8, 2048 * MIB, 0), List.of()));

        assertThat(worth(planned, Objective.THROUGHPUT)).isLessThan(whole / 8 * 1.25);
    }

    @Test
    void nothingIsSplitWhereTransfersCostMore() throws Exception {
        Hybrid.Planned planned =
                planned(search(Objective.LATENCY).search(Vgg16.graph(), fast(4, 2048 * MIB, 1_000_000), List.of()));

        assertThat(planned.splits()).isEmpty();
    }

    @Test
    void splitsAskedForAreMade() throws Exception {
        List<Split> forced = List.of(Split.parse("fc7=channel:3"), Split.parse("conv1_1..pool1=tile:2x2"));

        Hybrid.Planned planned = planned(search(Objective.MEMORY).search(Vgg16.graph(), devices(8, 100 * MIB), forced));

        assertThat(planned.splits()).startsWith(forced.get(0), forced.get(1)).hasSizeGreaterThan(2);
        assertThat(planned.graph().nodes())
                .extracting(Node::name)
                .contains("fc7/channel-3-of-3", "conv1_2/tile-4-of-4");
    }

    @Test
    void splitsAskedForThatCannotBeMadeAreRefused() {
        assertThatThrownBy(() -> search(Objective.MEMORY)
                        .search(Vgg16.graph(), devices(8, 100 * MIB), List.of(Split.parse("fc9=channel:2"))))
                .isInstanceOf(SplitException.class)
                .hasMessageContaining("the model has no node 'fc9'; near are 'fc6', 'fc7', 'fc8'");
    }

    @Test
    void slicesOfASplitModelComputeWhatTheModelDoes(@TempDir Path folder) throws Exception {
        Path file = ModelBuilder.vgg16(8, 64).write(folder.resolve("vgg.onnx"));
        try (SplitModel model = SplitModel.of(file)) {
            Hybrid.Planned planned =
                    planned(search(Objective.MEMORY).search(model.graph(), devices(24, 220_000), List.of()));

            assertThat(planned.splits()).extracting(Split::kind).contains("tile", "channel");
            assertThat(model.difference(
                            planned.graph(),
                            planned.cut().stages().stream().map(Stage::part).toList()))
                    .isLessThanOrEqualTo(1e-4);
        }
    }

    private static Hybrid plan(int count, long memoryBytes) throws RuntimeException {
        try {
            return search(Objective.MEMORY).search(Vgg16.graph(), devices(count, memoryBytes), List.of());
        } catch (SplitException e) {
            throw new AssertionError(e);
        }
    }

    private static HybridSearch search(Objective objective) {
        return HybridSearch.of(REWRITER, CostModel.estimated(), objective, Residency.RESIDENT);
    }

    private static Hybrid.Planned planned(Hybrid hybrid) {
        assertThat(hybrid).isInstanceOf(Hybrid.Planned.class);
        return (Hybrid.Planned) hybrid;
    }

    private static double worth(Hybrid.Planned planned, Objective objective) {
        return objective.value(
                Evaluator.of(planned.graph()).forecast(planned.cut().stages()));
    }

    private static List<Integer> nodes(Hybrid.Planned planned) {
        return planned.cut().stages().stream()
                .flatMap(stage -> stage.part().nodes().stream())
                .toList();
    }

    private static List<Integer> positions(Graph graph) {
        return IntStream.range(0, graph.nodes().size()).boxed().toList();
    }

    private static double nanos(Graph graph) {
        return Stream.of(CostModel.estimated().of(graph))
                .flatMapToDouble(costs -> graph.nodes().stream().mapToDouble(costs::nanos))
                .sum();
    }

    private static List<DeviceSpec> devices(int count, long memoryBytes) {
        return fast(count, memoryBytes, 0);
    }

    private static List<DeviceSpec> fast(int count, long memoryBytes, long bandwidth) {
        return IntStream.range(0, count)
                .mapToObj(i -> new DeviceSpec("d" + i, memoryBytes, 1, bandwidth))
                .toList();
    }
}
