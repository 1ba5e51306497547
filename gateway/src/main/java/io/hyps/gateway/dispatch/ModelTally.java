package io.hyps.gateway.dispatch;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.gateway.GatewayStatus.ModelDispatch;
import io.hyps.protocol.plan.PublishedPlan;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts flights by model and epoch. */
final class ModelTally {
    private ModelTally() {}

    static List<ModelDispatch> of(PlanBook plans, Collection<Flight> flights) {
        return Stream.concat(plans.models().stream(), flights.stream().map(flight -> flight.frame()
                        .model()))
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .map(model -> tally(model, plans, flights))
                .filter(tally -> tally.active() != null || tally.framesInFlight() > 0)
                .toList();
    }

    private static ModelDispatch tally(String model, PlanBook plans, Collection<Flight> flights) {
        Optional<Epoch> active = plans.active(model).map(PublishedPlan::epoch);
        List<Flight> ofModel =
                flights.stream().filter(f -> f.frame().model().equals(model)).toList();
        List<Epoch> draining = ofModel.stream()
                .flatMap(flight -> flight.current().stream())
                .map(Attempt::epoch)
                .filter(epoch -> !active.equals(Optional.of(epoch)))
                .distinct()
                .sorted()
                .toList();
        return new ModelDispatch(model, active.orElse(null), draining, ofModel.size());
    }
}
