package io.hyps.planner.hybrid;

import io.hyps.planner.partition.Cut;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Evaluator;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.partition.Partitioner;
import io.hyps.planner.rewrite.Split;
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
    private final Map<List<Split>, Scored> known = new HashMap<>();
    /** Up to which worth a variant was looked at to no avail. */
    private final Map<List<Split>, Double> inVain = new HashMap<>();

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
        return partitioner().cut(variant.graph(), variant.costs(), devices);
    }

    /** @return nothing if there is no cut, or no call is left */
    Optional<Scored> score(Variant variant) {
        if (callsLeft <= 0) {
            return Optional.empty();
        }
        callsLeft--;
        return found(Double.POSITIVE_INFINITY, variant);
    }

    /** What an answer is worth. */
    Optional<Scored> scored(Variant variant, Cut cut) {
        return cut instanceof Cut.Found found ? Optional.of(scored(variant, found)) : Optional.empty();
    }

    /** As {@link #score}, for a variant that need not be tried: nothing if it is worth more, or would take too long. */
    Optional<Scored> scoreCheaply(double limit, Variant variant) {
        boolean isKnown = known.containsKey(variant.splits()) || inVain.getOrDefault(variant.splits(), -1.0) >= limit;
        double nodes = variant.graph().nodes().size();
        double work = isKnown ? 0 : nodes * nodes * devices.size();
        if (work > workLeft) {
            return Optional.empty();
        }
        workLeft -= work;
        return within(limit, variant);
    }

    /** As {@link #score}: nothing if it is worth more. */
    Optional<Scored> within(double limit, Variant variant) {
        return found(limit, variant).filter(scored -> scored.worth() <= limit);
    }

    private Optional<Scored> found(double limit, Variant variant) {
        Scored before = known.get(variant.splits());
        if (before != null) {
            return Optional.of(before);
        }
        if (inVain.getOrDefault(variant.splits(), -1.0) >= limit || !mayFit(limit, variant)) {
            return Optional.empty();
        }
        Optional<Scored> scored = partitioner()
                .cutWithin(limit, variant.graph(), variant.compact(), devices)
                .map(found -> scored(variant, found));
        scored.ifPresentOrElse(s -> known.put(variant.splits(), s), () -> inVain.put(variant.splits(), limit));
        return scored;
    }

    private Scored scored(Variant variant, Cut.Found found) {
        return new Scored(
                variant, found, objective.value(Evaluator.of(variant.graph()).forecast(found.stages())));
    }

    /** With how much memory as many devices find a cut. */
    long sufficientBytes(Variant variant) {
        return partitioner().sufficientBytes(variant.graph(), variant.costs(), devices);
    }

    private Partitioner partitioner() {
        return Partitioner.of(objective, residency);
    }

    /** Arithmetic first: it is a thousand times cheaper than a search. */
    private boolean mayFit(double limit, Variant variant) {
        return (residency != Residency.RESIDENT || variant.graph().weightsBytes() <= totalBytes())
                && variant.nodesFit(objective == Objective.MEMORY ? (long) Math.min(limit, memoryBytes) : memoryBytes);
    }

    private double totalBytes() {
        return devices.stream().mapToDouble(DeviceSpec::memoryBytes).sum();
    }
}
