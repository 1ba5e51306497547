package io.hyps.planner.partition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Devices grouped by what they can do. Where there are more kinds than the search can tell apart, near kinds are merged
 * and counted as the lesser of the two (which keeps plans true) or the greater (which gives a bound).
 */
record DeviceTypes(List<Type> types, boolean merged) {
    /** Devices that are alike, or count as such. */
    record Type(DeviceSpec counted, List<DeviceSpec> members) {}

    static DeviceTypes of(List<DeviceSpec> devices, int nodes, long mostStates, boolean lesser) {
        Map<Object, List<DeviceSpec>> alike = new LinkedHashMap<>();
        devices.forEach(device -> alike.computeIfAbsent(
                        List.of(device.memoryBytes(), device.speed(), device.bandwidthBytesPerSecond()),
                        kind -> new ArrayList<>())
                .add(device));
        List<Type> types = new ArrayList<>();
        alike.values().stream()
                .sorted(Comparator.comparingLong(members -> members.get(0).memoryBytes()))
                .forEach(members -> types.add(new Type(members.get(0), members)));
        boolean merged = false;
        while (states(types, nodes) * (nodes + 1) > mostStates && types.size() > 1) {
            merge(types, lesser);
            merged = true;
        }
        return new DeviceTypes(List.copyOf(types), merged);
    }

    /** How many ways there are to have used some of each type. */
    static double states(List<Type> types, int nodes) {
        return types.stream()
                .mapToDouble(type -> Math.min(type.members().size(), nodes) + 1.0)
                .reduce(1, (a, b) -> a * b);
    }

    private static void merge(List<Type> types, boolean lesser) {
        int nearest = 0;
        for (int i = 1; i + 1 < types.size(); i++) {
            if (distance(types, i) < distance(types, nearest)) {
                nearest = i;
            }
        }
        Type second = types.remove(nearest + 1);
        Type first = types.get(nearest);
        List<DeviceSpec> members = new ArrayList<>(first.members());
        members.addAll(second.members());
        types.set(nearest, new Type(counted(first.counted(), second.counted(), lesser), members));
    }

    private static double distance(List<Type> types, int i) {
        return (double) types.get(i + 1).counted().memoryBytes()
                - types.get(i).counted().memoryBytes();
    }

    private static DeviceSpec counted(DeviceSpec a, DeviceSpec b, boolean lesser) {
        return new DeviceSpec(
                a.id(),
                lesser ? Math.min(a.memoryBytes(), b.memoryBytes()) : Math.max(a.memoryBytes(), b.memoryBytes()),
                lesser ? Math.min(a.speed(), b.speed()) : Math.max(a.speed(), b.speed()),
                bandwidth(a.bandwidthBytesPerSecond(), b.bandwidthBytesPerSecond(), lesser));
    }

    /** Zero means unlimited. */
    private static long bandwidth(long a, long b, boolean lesser) {
        if (a == 0 || b == 0) {
            return lesser ? Math.max(a, b) : 0;
        }
        return lesser ? Math.min(a, b) : Math.max(a, b);
    }
}
