package io.hyps.bench.growth;

import io.hyps.bench.gateway.SensorsTrial;
import java.util.List;

/**
 * What {@code hyps bench growth sensors} found.
 *
 * @param window images under way of each sensor
 */
record SensorsReport(
        String broker,
        String machine,
        int window,
        int runners,
        int rounds,
        SensorsTrial.Outcome outcome,
        List<SensorsTrial.Row> rows) {
    SensorsReport {
        rows = List.copyOf(rows);
    }
}
