package io.hyps.planner.report;

import static j2html.TagCreator.tag;

import j2html.tags.ContainerTag;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The few SVG elements that the drawings use. */
final class Svg {
    private Svg() {}

    static ContainerTag<?> picture(double width, double height, String title, String description) {
        return tag("svg")
                .attr("viewBox", "0 0 " + number(width) + " " + number(height))
                .attr("width", number(width))
                .attr("height", number(height))
                .attr("role", "img")
                .attr("aria-label", title + ". " + description)
                .with(title(title), tag("desc").withText(description));
    }

    static ContainerTag<?> title(String text) {
        return tag("title").withText(text);
    }

    static ContainerTag<?> group(String styles) {
        return tag("g").attr("class", styles);
    }

    static ContainerTag<?> box(Layout.Area area, double radius, String styles) {
        return tag("rect")
                .attr("x", number(area.x()))
                .attr("y", number(area.y()))
                .attr("width", number(area.width()))
                .attr("height", number(area.height()))
                .attr("rx", number(radius))
                .attr("class", styles);
    }

    static ContainerTag<?> text(double x, double y, String text, String styles) {
        return tag("text")
                .attr("x", number(x))
                .attr("y", number(y))
                .attr("class", styles)
                .withText(text);
    }

    static ContainerTag<?> line(double fromX, double fromY, double toX, double toY) {
        return tag("line")
                .attr("x1", number(fromX))
                .attr("y1", number(fromY))
                .attr("x2", number(toX))
                .attr("y2", number(toY));
    }

    static ContainerTag<?> path(String data, String styles) {
        return tag("path").attr("d", data).attr("class", styles);
    }

    static ContainerTag<?> circle(double x, double y, double radius, String styles) {
        return tag("circle")
                .attr("cx", number(x))
                .attr("cy", number(y))
                .attr("r", number(radius))
                .attr("class", styles);
    }

    /** To a tenth of a pixel. */
    static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(1, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
