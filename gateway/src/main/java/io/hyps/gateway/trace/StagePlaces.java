package io.hyps.gateway.trace;

import io.hyps.protocol.tensor.StageTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Places the partitions' times within their attempt. A device's clock may be wrong, and a device may not tell its time at
 * all; but no stage began before the attempt or ended after it.
 */
final class StagePlaces {
    private StagePlaces() {}

    /**
     * Where a stage lies.
     *
     * @param moved whether the device's clock says otherwise, or nothing
     */
    record Place(StageTime stage, Instant start, Instant end, boolean moved) {}

    /** In the order of the stages; one whose place is not known follows the one before it. */
    static List<Place> within(Instant start, Instant end, List<StageTime> stages) {
        List<Place> places = new ArrayList<>();
        Instant next = start;
        for (StageTime stage : stages) {
            Duration took = Duration.of(Math.max(0, stage.waitMicros() + stage.computeMicros()), ChronoUnit.MICROS);
            Instant told = Instant.EPOCH.plus(stage.arrivedMicros(), ChronoUnit.MICROS);
            Instant latest = end.minus(took);
            boolean credible = !told.isBefore(start) && !told.isAfter(latest);
            Instant from = credible ? told : earlier(next, latest);
            from = from.isBefore(start) ? start : from;
            places.add(new Place(stage, from, from.plus(took), !credible));
            next = from.plus(took);
        }
        return places;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
