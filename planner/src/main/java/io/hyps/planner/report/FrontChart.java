package io.hyps.planner.report;

import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.tr;

import io.hyps.planner.report.Layout.Area;
import io.hyps.planner.report.ReportData.FrontPoint;
import j2html.tags.ContainerTag;
import j2html.tags.DomContent;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/** The plans that no other beats in everything: latency to the right, throughput upwards, memory as the circle's area. */
final class FrontChart {
    private static final double WIDTH = 760;
    private static final double HEIGHT = 380;
    private static final double LEFT = 64;
    private static final double BOTTOM = HEIGHT - 48;
    private static final double LARGEST_RADIUS = 22;
    private static final double LETTER = 6.6;

    private final List<FrontPoint> points;

    FrontChart(List<FrontPoint> points) {
        this.points = points.stream()
                .sorted(Comparator.comparingDouble(FrontPoint::latencyMs)
                        .thenComparingDouble(FrontPoint::throughputPerSecond)
                        .thenComparing(FrontPoint::label))
                .toList();
    }

    DomContent section() {
        DomContent table = Page.grid(
                List.of("Plan", "Latency", "Frames a second", "Largest device"),
                points.stream()
                        .map(point -> tr(
                                        th(Words.name(point.label()) + (point.chosen() ? " (this plan)" : ""))
                                                .attr("scope", "row"),
                                        td(Words.millis(point.latencyMs())).withClass("number"),
                                        td(Words.threeDigits(point.throughputPerSecond()))
                                                .withClass("number"),
                                        td(Words.bytes(point.memoryBytes())).withClass("number"))
                                .withCondClass(point.chosen(), "slowest"))
                        .toList());
        return Page.panel(
                "front",
                "What else could be had",
                "Plans that no other found beats in latency, throughput and memory at once. Left and up is better; a"
                        + " smaller circle needs less memory on its largest device.",
                div(chart()).withClass("scroll").attr("tabindex", "0"),
                details(summary("The same as a table"), table));
    }

    private ContainerTag<?> chart() {
        Scale across = Scale.of(points, FrontPoint::latencyMs, LEFT + 30, WIDTH - 40);
        Scale up = Scale.of(points, FrontPoint::throughputPerSecond, BOTTOM - 30, 34);
        ContainerTag<?> chart = Svg.picture(
                        WIDTH, HEIGHT, "Pareto front", points.size() + " plans by latency, throughput and memory")
                .attr("class", "chart");
        chart.with(Svg.line(LEFT, BOTTOM, WIDTH - 16, BOTTOM).attr("class", "axis"));
        chart.with(Svg.line(LEFT, 16, LEFT, BOTTOM).attr("class", "axis"));
        for (double tick : across.ticks()) {
            chart.with(Svg.text(across.at(tick), BOTTOM + 18, Words.millis(tick), "small middle"));
            chart.with(Svg.line(across.at(tick), 16, across.at(tick), BOTTOM).attr("class", "grid"));
        }
        for (double tick : up.ticks()) {
            chart.with(Svg.text(LEFT - 8, up.at(tick) + 4, Words.threeDigits(tick), "small end"));
            chart.with(Svg.line(LEFT, up.at(tick), WIDTH - 16, up.at(tick)).attr("class", "grid"));
        }
        chart.with(Svg.text((LEFT + WIDTH) / 2, HEIGHT - 8, "latency of a frame", "small middle"));
        chart.with(Svg.text(LEFT + 8, 14, "frames a second", "small"));
        double most = Math.max(
                1, points.stream().mapToDouble(FrontPoint::memoryBytes).max().orElse(1));
        Labels labels = new Labels();
        List<FrontPoint> chosenLast =
                points.stream().sorted(Comparator.comparing(FrontPoint::chosen)).toList();
        chosenLast.forEach(point -> labels.keepFree(disc(point, across, up, most)));
        chosenLast.forEach(point -> chart.with(mark(point, disc(point, across, up, most), labels)));
        return chart;
    }

    private static Area disc(FrontPoint point, Scale across, Scale up, double most) {
        double radius = Math.max(4, Math.sqrt(point.memoryBytes() / most) * LARGEST_RADIUS);
        return new Area(
                across.at(point.latencyMs()) - radius,
                up.at(point.throughputPerSecond()) - radius,
                2 * radius,
                2 * radius);
    }

    private static ContainerTag<?> mark(FrontPoint point, Area disc, Labels labels) {
        double radius = disc.width() / 2;
        String text = (point.chosen() ? "this plan: " : "") + Words.shortName(point.label(), 28) + ", "
                + Words.bytes(point.memoryBytes());
        Area label = labels.place(disc, text.length() * LETTER, LEFT, WIDTH);
        return Svg.group(point.chosen() ? "point chosen" : "point")
                .with(Svg.title(Words.name(point.label()) + ": " + Words.millis(point.latencyMs()) + ", "
                        + Words.threeDigits(point.throughputPerSecond()) + " frames a second, "
                        + Words.bytes(point.memoryBytes())))
                .with(Svg.circle(disc.x() + radius, disc.y() + radius, radius, "disc"))
                .with(Svg.text(label.x(), label.y() + 11, text, "small"));
    }

    /** From values to pixels, with a few round values to mark. */
    private record Scale(double least, double most, double from, double to) {
        private static final double ALIKE = 0.02;

        static Scale of(List<FrontPoint> points, ToDoubleFunction<FrontPoint> value, double from, double to) {
            double least = points.stream().mapToDouble(value).min().orElse(0);
            double most = points.stream().mapToDouble(value).max().orElse(1);
            // the marks between values that are nearly the same would all read the same
            boolean alike = most - least <= ALIKE * Math.abs(most);
            double room = alike ? Math.max(Math.abs(most) / 2, 1e-3) : 0;
            return new Scale(least - room, most + room, from, to);
        }

        double at(double value) {
            return from + (to - from) * (value - least) / (most - least);
        }

        List<Double> ticks() {
            double step = Math.pow(10, Math.floor(Math.log10((most - least) / 2)));
            double stride = (most - least) / step > 10 ? 5 * step : (most - least) / step > 5 ? 2 * step : step;
            long first = (long) Math.ceil(least / stride);
            long last = (long) Math.floor(most / stride);
            return LongStream.rangeClosed(first, last)
                    .mapToObj(multiple -> multiple * stride)
                    .toList();
        }
    }
}
