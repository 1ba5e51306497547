package io.hyps.planner.service;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.control.PlannerReply.Reason;
import io.hyps.protocol.plan.Plan;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Chooses a real device for each of a plan's: those given first, then those of the same name, then the one that needs
 * most gets the one that has most. Pure.
 */
final class Binder {
    private final Map<String, Long> needs;
    private final Map<String, Long> free;
    private final Map<String, String> bound = new LinkedHashMap<>();

    private Binder(Map<String, Long> needs, Map<String, Long> free) {
        this.needs = needs;
        this.free = free;
    }

    /** What came of it. */
    sealed interface Outcome {
        /** Every device of the plan has a real one. */
        record Bound(Map<String, String> bindings) implements Outcome {}

        /** Not every one has. */
        record Refused(Reason reason, String message) implements Outcome {}
    }

    /** @param available what the partitions may use on each device that is there */
    static Outcome bind(Plan plan, Map<String, String> given, Map<String, Long> available) {
        Binder binder = new Binder(plan.peakMemoryBytesByDevice(), new TreeMap<>(available));
        Optional<Outcome> refused = binder.bindGiven(given);
        if (refused.isPresent()) {
            return refused.get();
        }
        for (String name : plan.devices()) {
            if (!binder.bound.containsKey(name) && binder.free.getOrDefault(name, -1L) >= binder.need(name)) {
                binder.take(name, name);
            }
        }
        return binder.bindRest(available.keySet().stream().sorted().toList());
    }

    private Optional<Outcome> bindGiven(Map<String, String> given) {
        for (Map.Entry<String, String> wish : new TreeMap<>(given).entrySet()) {
            String name = wish.getKey();
            String device = wish.getValue();
            if (!needs.containsKey(name)) {
                return refused(
                        Reason.BAD_REQUEST,
                        "the plan has no device '" + ForeignText.printable(name) + "' to bind; it has "
                                + needs.keySet());
            }
            if (bound.containsValue(device)) {
                return refused(Reason.BAD_REQUEST, "device '" + device + "' is given to two of the plan's devices");
            }
            Long has = free.get(device);
            if (has == null) {
                return refused(
                        Reason.UNREACHABLE,
                        "device '" + device + "' for '" + name + "' is not online; online are " + free.keySet());
            }
            if (has < need(name)) {
                return refused(Reason.INFEASIBLE, tooSmall(name, device, has));
            }
            take(name, device);
        }
        return Optional.empty();
    }

    private Outcome bindRest(List<String> online) {
        List<String> rest = needs.keySet().stream()
                .filter(name -> !bound.containsKey(name))
                .sorted(Comparator.comparing(this::need).reversed())
                .toList();
        if (rest.size() > free.size()) {
            return new Outcome.Refused(
                    Reason.UNREACHABLE,
                    "the plan needs " + needs.size() + " devices, online are " + online.size() + ": " + online
                            + "; start more runners");
        }
        for (String name : rest) {
            String device = free.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
            long has = free.getOrDefault(device, 0L);
            if (has < need(name)) {
                return new Outcome.Refused(Reason.INFEASIBLE, tooSmall(name, device, has));
            }
            take(name, device);
        }
        return new Outcome.Bound(Map.copyOf(bound));
    }

    private String tooSmall(String name, String device, long has) {
        return "the plan's '" + name + "' needs " + new ByteSize(need(name)) + ", device '" + device + "' has "
                + new ByteSize(has) + " available: use a larger device or more of them";
    }

    private void take(String name, String device) {
        free.remove(device);
        bound.put(name, device);
    }

    private long need(String name) {
        return needs.getOrDefault(name, 0L);
    }

    private static Optional<Outcome> refused(Reason reason, String message) {
        return Optional.of(new Outcome.Refused(reason, message));
    }
}
