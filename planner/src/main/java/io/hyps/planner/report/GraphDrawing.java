package io.hyps.planner.report;

import io.hyps.planner.report.Layout.Area;
import io.hyps.planner.report.Layout.Point;
import j2html.tags.ContainerTag;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.elk.core.options.Direction;

/** Draws the graph: a coloured area for each partition, its nodes in it, and heavy lines where tensors travel. */
final class GraphDrawing implements Layout.Sizes {
    private static final double WIDEST = 1500;
    private static final double HEADING = 74;
    private static final double ROW = 18;
    private static final double LETTER = 7.5;
    private static final double SMALL_LETTER = 6.8;

    private final Scene scene;
    private final List<PlannedPart> parts;

    GraphDrawing(Scene scene, List<PlannedPart> parts) {
        this.scene = scene;
        this.parts = parts;
    }

    /** Once for screens, and once more for narrow ones if that is not the same. */
    List<ContainerTag<?>> pictures() {
        ContainerTag<?> down = picture(Layout.of(scene, Direction.DOWN, this));
        Layout right = Layout.of(scene, Direction.RIGHT, this);
        if (right.canvas().width() > WIDEST) {
            return List.of(down);
        }
        return List.of(picture(right).attr("class", "graph wide"), down.attr("class", "graph narrow"));
    }

    @Override
    public Area heading(int lane) {
        double letters =
                headingLines(lane).stream().mapToInt(String::length).max().orElse(0) * LETTER;
        return Area.size(letters + 28, HEADING);
    }

    @Override
    public Area box(int at) {
        if (at >= scene.chips().size()) {
            Flow terminal = scene.terminals().get(at - scene.chips().size());
            return Area.size(Words.shortName(terminal.name(), 26).length() * LETTER + 32, 30);
        }
        if (scene.chips().get(at).isArrival()) {
            return Area.size(9, 9);
        }
        double letters = scene.chips().get(at).rows().stream()
                .mapToDouble(row -> row.text().length() * LETTER + row.shape().length() * SMALL_LETTER)
                .max()
                .orElse(0);
        return Area.size(letters + 38, scene.chips().get(at).rows().size() * ROW + 12);
    }

    @Override
    public Area label(Link link) {
        double letters = Math.max(link.title().length(), size(link).length() + 1);
        return Area.size(letters * SMALL_LETTER + 14, 32);
    }

    private ContainerTag<?> picture(Layout layout) {
        ContainerTag<?> picture = Svg.picture(
                        layout.canvas().width(), layout.canvas().height(), "The graph, by partition", description())
                .attr("class", "graph");
        for (int at = 0; at < scene.lanes().size(); at++) {
            picture.with(lane(layout.lane(at), at));
        }
        for (int at = 0; at < scene.links().size(); at++) {
            picture.with(line(layout.line(at), scene.links().get(at)));
        }
        for (int at = 0; at < scene.chips().size(); at++) {
            picture.with(chip(layout.box(at), scene.chips().get(at)));
        }
        for (int at = 0; at < scene.terminals().size(); at++) {
            picture.with(terminal(
                    layout.box(scene.chips().size() + at), scene.terminals().get(at)));
        }
        for (int at = 0; at < scene.links().size(); at++) {
            if (scene.links().get(at).cut()) {
                picture.with(label(layout.label(at), scene.links().get(at)));
            }
        }
        return picture;
    }

    private String description() {
        long cuts = scene.links().stream().filter(Link::cut).count();
        return parts.size() + " partitions; " + cuts
                + " bundles of tensors travel between them, the sensor and the answer. The table of tensors lists them.";
    }

    private ContainerTag<?> lane(Area area, int at) {
        List<Integer> members = scene.lanes().get(at);
        return Svg.group("lane " + Colours.of(members.get(0)))
                .with(Svg.title(members.stream()
                        .map(parts::get)
                        .map(part -> part.id() + " on " + part.deviceNames() + ": "
                                + Words.bytes(part.part().memoryBytes()))
                        .collect(Collectors.joining("\n"))))
                .with(Svg.box(area, 10, "area"))
                .with(Svg.text(area.x() + 14, area.y() + 22, headingLines(at).get(0), "heading"))
                .with(Svg.text(area.x() + 14, area.y() + 40, headingLines(at).get(1), "small"))
                .with(Svg.text(area.x() + 14, area.y() + 57, headingLines(at).get(2), "small"));
    }

    /** Three lines. */
    private List<String> headingLines(int lane) {
        List<PlannedPart> members =
                scene.lanes().get(lane).stream().map(parts::get).toList();
        PlannedPart first = members.get(0);
        PlannedPart largest = members.stream()
                .max(Comparator.comparingLong(part -> part.part().memoryBytes()))
                .orElseThrow();
        String needs = Words.bytes(largest.part().memoryBytes()) + ", " + Words.nanos(largest.deviceNanos());
        return members.size() == 1
                ? List.of(first.id(), first.deviceNames(), needs)
                : List.of(
                        first.id() + " to " + members.get(members.size() - 1).id(),
                        members.size() + " partitions alike",
                        "≤ " + needs);
    }

    private static ContainerTag<?> line(List<Point> points, Link link) {
        Point end = points.get(points.size() - 1);
        Point before = points.get(points.size() - 2);
        String corners = IntStream.range(0, points.size())
                .mapToObj(i -> (i == 0 ? "M" : "L") + at(points.get(i)))
                .collect(Collectors.joining());
        double angle = Math.atan2(end.y() - before.y(), end.x() - before.x());
        double size = link.cut() ? 9 : 6;
        String head = "M" + at(end) + "L" + at(turned(end, angle + 2.7, size)) + "L"
                + at(turned(end, angle - 2.7, size)) + "Z";
        return Svg.group(link.cut() ? "cut" : "inner").with(Svg.path(corners, "line"), Svg.path(head, "head"));
    }

    private static ContainerTag<?> chip(Area area, Chip chip) {
        if (chip.isArrival()) {
            return Svg.box(area, area.width() / 2, "arrival");
        }
        ContainerTag<?> group = Svg.group("chip").with(Svg.title(chip.details()), Svg.box(area, 5, "body"));
        for (int i = 0; i < chip.rows().size(); i++) {
            double y = area.y() + 19 + i * ROW;
            Chip.Row row = chip.rows().get(i);
            group.with(Svg.text(area.x() + 10, y, row.text(), ""));
            if (!row.shape().isEmpty()) {
                group.with(Svg.text(area.x() + area.width() - 10, y, row.shape(), "small end"));
            }
        }
        return group;
    }

    private static ContainerTag<?> terminal(Area area, Flow flow) {
        double middle = area.x() + area.width() / 2;
        return Svg.group("terminal")
                .with(Svg.title(Words.name(flow.name()) + " " + flow.shape()))
                .with(Svg.box(area, area.height() / 2, "body"))
                .with(Svg.text(middle, area.y() + 19, Words.shortName(flow.name(), 26), "middle"));
    }

    private static ContainerTag<?> label(Area area, Link link) {
        double middle = area.x() + area.width() / 2;
        return Svg.group("label")
                .with(Svg.title(link.tensors().stream()
                        .limit(40)
                        .map(flow ->
                                Words.name(flow.name()) + " " + flow.shape() + ", " + Words.bytes(flow.sizeBytes()))
                        .collect(Collectors.joining("\n"))))
                .with(Svg.box(area, 4, "paper"))
                .with(Svg.text(middle, area.y() + 13, size(link), "bytes middle"))
                .with(Svg.text(middle, area.y() + 27, link.title(), "small middle"));
    }

    private static String size(Link link) {
        return Words.bytes(link.sizeBytes());
    }

    private static Point turned(Point from, double angle, double length) {
        return from.plus(Math.cos(angle) * length, Math.sin(angle) * length);
    }

    private static String at(Point point) {
        return Svg.number(point.x()) + " " + Svg.number(point.y());
    }
}
