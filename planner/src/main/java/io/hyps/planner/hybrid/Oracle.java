package io.hyps.planner.hybrid;

import io.hyps.planner.partition.Cut;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Evaluator;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.partition.Partitioner;
import io.hyps.protocol.plan.Residency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the partitioner what variants are worth, each once, and only so many. */
final class Oracle {

    private final Objective objective;
    private final Residency residency;
    private final List<DeviceSpec> devices;
    private final long memoryBytes;
    private final Map<Object, Optional<Scored>> known = new HashMap<>();
    private int callsLeft;
    private double workLeft;

    Oracle(Objective objective, Residency residency, List<DeviceSpec> devices, int mostCalls) {
        this.objective = objective;
        this.residency = residency;
        this.devices = devices;
        memoryBytes = devices.stream().mapToLong(DeviceSpec::memoryBytes).max().orElse(0);
        callsLeft = mostCalls;
        workLeft = mostWork(objective);
    }

    /** What looking for gains may take, in nodes² × devices: a second or so where latency gains, else less. */
    private static double mostWork(Objective objective) {
        return switch (objective) {
            case MEMORY -> 2e5;
            case THROUGHPUT -> 1e5;
            case LATENCY -> 4e5;
        };
    }

    /** A variant with its best cut and what that is worth; less is better. */
    record Scored(Variant variant, Cut.Found cut, double worth) {}

    /** The partitioner's own answer. */
    Cut cut(Variant variant) {
        callsLeft--;
        return Partitioner.of(objective, residency).cut(variant.graph(), variant.costs(), devices);
    }

    /** @return nothing if there is no cut, or no call is left */
    Optional<Scored> score(Variant variant) {
        Optional<Scored> before = known.get(variant.splits());
        if (before != null) {
            return before;
        }
        if (callsLeft <= 0 || !mayFit(variant)) {
            return Optional.empty();
        }
        Optional<Scored> scored = scored(variant, cut(variant));
        known.put(variant.splits(), scored);
        return scored;
    }

    /** Takes note of an answer. */
    Optional<Scored> scored(Variant variant, Cut cut) {
        Optional<Scored> scored = cut instanceof Cut.Found found
                ? Optional.of(new Scored(
                        variant,
                        found,
                        objective.value(Evaluator.of(variant.graph()).forecast(found.stages()))))
                : Optional.empty();
        known.put(variant.splits(), scored);
        return scored;
    }

    /** The same for a variant that need not be tried; nothing if that would take too long as well. */
    Optional<Scored> scoreCheaply(Variant variant) {
        double nodes = variant.graph().nodes().size();
        double work = nodes * nodes * devices.size();
        if (!known.containsKey(variant.splits()) && work > workLeft) {
            return Optional.empty();
        }
        workLeft -= known.containsKey(variant.splits()) ? 0 : work;
        return score(variant);
    }

    /** Arithmetic first: it is a thousand times cheaper than a search. */
    private boolean mayFit(Variant variant) {
        return (residency != Residency.RESIDENT || variant.graph().weightsBytes() <= totalBytes())
                && variant.nodesFit(memoryBytes);
    }

    private double totalBytes() {
        return devices.stream().mapToDouble(DeviceSpec::memoryBytes).sum();
    }
}
