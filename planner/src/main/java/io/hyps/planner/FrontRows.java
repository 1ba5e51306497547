package io.hyps.planner;

import io.hyps.planner.PlanReport.FrontRow;
import io.hyps.planner.encoding.Encodings;
import io.hyps.planner.hybrid.Hybrid;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Front;
import io.hyps.planner.partition.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The plans beside the chosen one, with the same splits, that none beats in everything. */
final class FrontRows {
    private FrontRows() {}

    static List<FrontRow> of(
            Hybrid.Planned planned, Encodings encodings, List<DeviceSpec> devices, PlanChoices choices) {
        PlanReport.Predicted chosen = ReportAssembly.predicted(planned, encodings);
        List<FrontRow> rows = new ArrayList<>();
        for (Front.Point point : Front.of(
                planned.graph(),
                planned.costs(),
                devices,
                choices.residency(),
                Map.of(choices.objective(), planned.cut()))) {
            PlanReport.Predicted predicted = ReportAssembly.predicted(point.forecast());
            rows.add(new FrontRow(devices(point.cut().stages()), predicted, predicted.equals(chosen)));
        }
        if (rows.stream().noneMatch(FrontRow::chosen)) {
            rows.add(new FrontRow(devices(planned.cut().stages()), chosen, true));
        }
        return rows;
    }

    private static int devices(List<Stage> stages) {
        return (int) stages.stream()
                .flatMap(stage -> stage.replicas().stream())
                .map(DeviceSpec::id)
                .distinct()
                .count();
    }
}
