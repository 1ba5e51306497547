package io.hyps.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Plans for equal devices with plenty of memory. */
final class Planned {
    private Planned() {}

    static PlanOutcome.Feasible feasible(Path model, int devices, Objective objective, Path out) throws Exception {
        PlanOutcome outcome = Planner.create().plan(PlanRequest.of(model, devices(devices), objective, out));
        assertThat(outcome).isInstanceOf(PlanOutcome.Feasible.class);
        return (PlanOutcome.Feasible) outcome;
    }

    static List<DeviceSpec> devices(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new DeviceSpec("d" + i, 1L << 30, 1, 0))
                .toList();
    }
}
