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

    /** @param mostStates how many ways there may be to have used some devices of each type */
    static DeviceTypes of(List<DeviceSpec> devices, long mostStates, boolean lesser) {
        Map<List<Object>, List<DeviceSpec>> alike = new LinkedHashMap<>();
        // plain loops here and elsewhere: the first plan of a JVM pays for every lambda
        for (DeviceSpec device : devices) {
            List<DeviceSpec> members = alike.get(device.kind());
            if (members == null) {
                members = new ArrayList<>();
                alike.put(device.kind(), members);
            }
            members.add(device);
        }
        List<Type> types = new ArrayList<>();
        for (List<DeviceSpec> members : alike.values()) {
            types.add(new Type(members.get(0), members));
        }
        if (types.size() > 1) {
            types.sort(Comparator.comparingLong(type -> type.counted().memoryBytes()));
        }
        boolean merged = false;
        while (types.size() > 1 && states(types) > mostStates) {
            merge(types, lesser);
            merged = true;
        }
        return new DeviceTypes(List.copyOf(types), merged);
    }

    private static double states(List<Type> types) {
        double states = 1;
        for (Type type : types) {
            states *= type.members().size() + 1.0;
        }
        return states;
    }

    /** The same devices, none with more memory than a limit. */
    DeviceTypes atMost(long memoryBytes) {
        return new DeviceTypes(
                types.stream()
                        .map(type -> new Type(type.counted().atMost(memoryBytes), type.members()))
                        .toList(),
                merged);
    }

    int size() {
        return types.size();
    }

    DeviceSpec counted(int type) {
        return types.get(type).counted();
    }

    long largestMemoryBytes() {
        return types.stream().mapToLong(t -> t.counted().memoryBytes()).max().orElse(0);
    }

    private static void merge(List<Type> types, boolean lesser) {
        int first = 0;
        int second = 1;
        for (int a = 0; a < types.size(); a++) {
            for (int b = a + 1; b < types.size(); b++) {
                if (distance(types.get(a), types.get(b)) < distance(types.get(first), types.get(second))) {
                    first = a;
                    second = b;
                }
            }
        }
        Type other = types.remove(second);
        Type one = types.get(first);
        List<DeviceSpec> members = new ArrayList<>(one.members());
        members.addAll(other.members());
        types.set(first, new Type(counted(one.counted(), other.counted(), lesser), members));
    }

    private static double distance(Type a, Type b) {
        return ratio(a.counted().memoryBytes(), b.counted().memoryBytes())
                + ratio(a.counted().speed(), b.counted().speed())
                + ratio(a.counted().bandwidthBytesPerSecond(), b.counted().bandwidthBytesPerSecond());
    }

    private static double ratio(double a, double b) {
        return Math.abs(Math.log((a + 1e-9) / (b + 1e-9)));
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
