package io.hyps.planner.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.graph.Graph;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.eclipse.elk.core.options.Direction;
import org.junit.jupiter.api.Test;

final class SceneTest {
    @Test
    void writesRunsInOneChip() {
        Scene scene = scene(Plans.vgg16());

        assertThat(scene.chips()).hasSize(4);
        assertThat(scene.chips().get(0).rows())
                .extracting(Chip.Row::text)
                .startsWith("Conv · Relu ×2", "MaxPool", "Conv · Relu ×2", "MaxPool", "Conv · Relu ×3");
    }

    @Test
    void writesSharesOfOneDeviceOnce() {
        Scene scene = scene(Plans.vgg16Split(60, 4));

        assertThat(scene.chips())
                .anySatisfy(chip ->
                        assertThat(chip.rows()).extracting(Chip.Row::text).containsExactly("Gemm (15 shares)"));
    }

    @Test
    void drawsSixtyDevicesWithOneShareEachAsOneArea() {
        Scene scene = scene(Plans.vgg16Split(60, 60));

        assertThat(scene.lanes()).hasSize(3);
        assertThat(scene.lanes().get(1)).hasSize(60);
    }

    @Test
    void sendsATensorThatSeveralBranchesReadOnce() {
        Graph inception = Sketch.inception(4);
        Scene scene = scene(Plans.data("inception", inception, 2, Plans.evenly(inception, 2)));

        assertThat(scene.links().stream().filter(Link::cut))
                .extracting(Link::title)
                .containsExactlyInAnyOrder("image", "mixed1/out", "mixed3/out");
    }

    @Test
    void writesLightNodesSideBySideOnce() {
        Sketch sketch = new Sketch("x", 1, 3, 8, 8);
        sketch.node("Conv", "made", Sketch.shape(1, 4, 8, 8), "x");
        for (int i = 0; i < 30; i++) {
            sketch.node("Slice", "part" + i, Sketch.shape(1, 4, 2, 8), i == 0 ? "made" : "part" + (i - 1));
        }
        Graph graph = sketch.graph("part29");
        Scene scene = scene(Plans.data("slices", graph, 1, at -> 0));

        assertThat(scene.chips().get(0).rows()).extracting(Chip.Row::text).containsExactly("Conv · Slice ×30");
    }

    @Test
    void writesRepeatedBlocksOnce() {
        Graph resnet = Sketch.resnet(50);
        Scene scene = scene(Plans.data("resnet", resnet, 1, at -> 0));

        assertThat(scene.chips()).hasSize(1);
        assertThat(scene.chips().get(0).rows()).extracting(Chip.Row::text).contains("50 times:", "\u2003Add · Relu");
    }

    @Property(tries = 25)
    void placesAnyGraphWithoutOverlap(
            @ForAll @IntRange(min = 2, max = 60) int nodes,
            @ForAll @IntRange(min = 1, max = 6) int partitions,
            @ForAll long seed) {
        ReportData data = random(nodes, Math.min(partitions, nodes), new Random(seed));
        Scene scene = scene(data);

        assertThat(scene.links()).allMatch(link -> link.from() != link.to());
        for (Direction direction : List.of(Direction.DOWN, Direction.RIGHT)) {
            Layout layout = Layout.of(scene, direction, new GraphDrawing(scene, data.parts()));
            for (int one = 0; one < scene.lanes().size(); one++) {
                for (int other = 0; other < one; other++) {
                    assertThat(overlap(layout.lane(one), layout.lane(other))).isFalse();
                }
            }
            for (int box = 0; box < scene.chips().size(); box++) {
                assertThat(within(
                                layout.box(box),
                                layout.lane(scene.chips().get(box).lane())))
                        .isTrue();
            }
        }
    }

    private static Scene scene(ReportData data) {
        return Scene.of(data.graph(), data.parts());
    }

    private static ReportData random(int nodes, int partitions, Random random) {
        long[] shape = {1, 4};
        Sketch sketch = new Sketch("t", shape);
        String[] made = new String[nodes + 1];
        made[0] = "t";
        for (int i = 1; i <= nodes; i++) {
            String near = made[Math.max(0, i - 1 - random.nextInt(3))];
            String far = made[random.nextInt(i)];
            made[i] = random.nextInt(4) == 0
                    ? sketch.share("Gemm", "n" + i, "origin" + i % 5, shape, near)
                    : sketch.node("Add", "n" + i, shape, near, far);
        }
        Graph graph = sketch.graph(made[nodes]);
        return Plans.data("random", graph, partitions, Plans.evenly(graph, partitions));
    }

    private static boolean overlap(Layout.Area one, Layout.Area other) {
        return one.x() < other.x() + other.width()
                && other.x() < one.x() + one.width()
                && one.y() < other.y() + other.height()
                && other.y() < one.y() + one.height();
    }

    private static boolean within(Layout.Area inner, Layout.Area outer) {
        return inner.x() >= outer.x()
                && inner.y() >= outer.y()
                && inner.x() + inner.width() <= outer.x() + outer.width() + 1
                && inner.y() + inner.height() <= outer.y() + outer.height() + 1;
    }
}
