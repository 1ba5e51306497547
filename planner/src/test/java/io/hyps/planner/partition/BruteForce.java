package io.hyps.planner.partition;

import io.hyps.planner.cost.Stretch;
import io.hyps.planner.cost.StretchCosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tries every contiguous cut with every choice of devices. */
final class BruteForce {
    private final StretchCosts costs;
    private final List<DeviceSpec> devices;
    private final Objective objective;
    private final List<Stage> stages = new ArrayList<>();
    private Optional<double[]> best = Optional.empty();

    BruteForce(StretchCosts costs, List<DeviceSpec> devices, Objective objective) {
        this.costs = costs;
        this.devices = devices;
        this.objective = objective;
    }

    /** The least worst stage, and the least total among those. */
    Optional<double[]> best() {
        extend(0);
        return best;
    }

    static double[] value(Objective objective, List<Stage> stages) {
        double worst = 0;
        double total = 0;
        for (Stage stage : stages) {
            worst = Math.max(worst, objective.bottleneck(stage.stretch(), stage.device()));
            total += objective.total(stage.stretch(), stage.device());
        }
        return new double[] {worst, total};
    }

    private void extend(int from) {
        if (from == costs.nodeCount()) {
            double[] value = value(objective, stages);
            if (best.isEmpty() || value[0] < best.get()[0] || (value[0] == best.get()[0] && value[1] < best.get()[1])) {
                best = Optional.of(value);
            }
            return;
        }
        for (int to = from + 1; to <= costs.nodeCount(); to++) {
            Stretch stretch = costs.between(from, to);
            for (DeviceSpec device : devices) {
                boolean used = stages.stream().anyMatch(s -> s.device().equals(device));
                if (stretch.legal() && !used && stretch.memoryBytes() <= device.memoryBytes()) {
                    stages.add(new Stage(stretch, device));
                    extend(to);
                    stages.remove(stages.size() - 1);
                }
            }
        }
    }
}
