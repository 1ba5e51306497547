package io.hyps.planner.report;

import io.hyps.planner.report.Layout.Area;
import java.util.ArrayList;
import java.util.List;

/** Finds places for labels beside marks, where nothing else is. */
final class Labels {
    private static final double HEIGHT = 15;
    private static final double GAP = 5;

    private final List<Area> taken = new ArrayList<>();

    void keepFree(Area area) {
        taken.add(area);
    }

    /** To the right of the mark, else to its left, above or below; to the right if there is room nowhere. */
    Area place(Area mark, double width, double left, double right) {
        double middle = mark.y() + (mark.height() - HEIGHT) / 2;
        double centre = mark.x() + (mark.width() - width) / 2;
        List<Area> places = List.of(
                new Area(mark.x() + mark.width() + GAP, middle, width, HEIGHT),
                new Area(mark.x() - width - GAP, middle, width, HEIGHT),
                new Area(centre, mark.y() - HEIGHT - 1, width, HEIGHT),
                new Area(mark.x(), mark.y() - HEIGHT - 1, width, HEIGHT),
                new Area(centre, mark.y() + mark.height() + 1, width, HEIGHT),
                new Area(mark.x(), mark.y() + mark.height() + 1, width, HEIGHT));
        Area place = places.stream()
                .filter(area -> area.x() >= left && area.x() + width <= right)
                .filter(area -> taken.stream().noneMatch(other -> overlap(area, other)))
                .findFirst()
                .orElse(places.get(0));
        taken.add(place);
        return place;
    }

    private static boolean overlap(Area one, Area other) {
        return one.x() < other.x() + other.width()
                && other.x() < one.x() + one.width()
                && one.y() < other.y() + other.height()
                && other.y() < one.y() + one.height();
    }
}
