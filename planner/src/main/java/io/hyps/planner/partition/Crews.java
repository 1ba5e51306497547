package io.hyps.planner.partition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The crews that can run a stage in time. A stage that takes a time v on a type needs at least ⌈v / limit⌉ replicas if one
 * of that type is among them, since a crew is as fast as its size times its slowest member. Of the crews that do, only
 * those are given of which nobody can be spared: a larger one uses more devices to no avail.
 *
 * <p>States of use count, in mixed radix, how many devices of each type are in use.
 */
final class Crews {
    /** Beyond, crews of several types are not looked at. */
    private static final int MOST_STATES_TO_MIX = 1_100;

    private final int[] available;
    private final int[] strides;
    private final int states;
    private final int devices;
    private final IntPredicate sizes;
    private final boolean mixes;
    private final Map<List<Integer>, Crew> byCounts = new HashMap<>();
    private final Map<Long, Crew[]> byNeeds = new HashMap<>();
    /** By type and size less one, those of one type. */
    private final @Nullable Crew[][] alike;

    private Crew[] every = {};
    /** Neighbouring steps mostly have the same needs. */
    private long latestKey = -1;

    private Crew[] latest = {};

    /** @param sizes which sizes a crew may have */
    Crews(DeviceTypes types, IntPredicate sizes) {
        this.sizes = sizes;
        available = new int[types.size()];
        strides = new int[available.length];
        alike = new Crew[available.length][];
        int product = 1;
        int all = 0;
        for (int type = 0; type < available.length; type++) {
            available[type] = types.types().get(type).members().size();
            all += available[type];
            alike[type] = new Crew[available[type]];
            strides[type] = product;
            product = Math.multiplyExact(product, available[type] + 1);
        }
        states = product;
        devices = all;
        mixes = available.length > 1 && states <= MOST_STATES_TO_MIX && sizes.test(2);
    }

    /** All that are looked at, the smallest first. */
    Crew[] every() {
        if (every.length == 0) {
            List<Crew> all = new ArrayList<>();
            for (int state = 1; mixes && state < states; state++) {
                List<Integer> counts = counts(state);
                if (sizes.test(size(counts))) {
                    all.add(crew(counts));
                }
            }
            for (int type = 0; type < available.length && !mixes; type++) {
                for (int size = 1; size <= (sizes.test(2) ? available[type] : 1); size++) {
                    if (sizes.test(size)) {
                        all.add(alike(type, size));
                    }
                }
            }
            if (all.size() > 1) {
                all.sort(Comparator.comparingInt(Crew::size));
            }
            every = all.toArray(Crew[]::new);
        }
        return every;
    }

    /** How many of each type are in use. */
    private List<Integer> counts(int state) {
        List<Integer> counts = new ArrayList<>(available.length);
        for (int type = 0; type < available.length; type++) {
            counts.add(used(state, type));
        }
        return counts;
    }

    /** Whether every crew is looked at that may be of use. */
    boolean isComplete() {
        return mixes || available.length == 1 || !sizes.test(2);
    }

    int states() {
        return states;
    }

    int mostReplicas() {
        return sizes.test(2) ? devices : 1;
    }

    /** A single device of a type. */
    Crew one(int type) {
        return alike(type, 1);
    }

    private Crew alike(int type, int size) {
        Crew known = alike[type][size - 1];
        if (known == null) {
            known = crew(counts(size * strides[type]));
            alike[type][size - 1] = known;
        }
        return known;
    }

    /** Whether one state of use has no more devices of any type in use than another. */
    boolean isWithin(int state, int other) {
        for (int type = 0; type < available.length; type++) {
            if (used(state, type) > used(other, type)) {
                return false;
            }
        }
        return true;
    }

    /** How many devices of a type a state of use leaves free. */
    int free(int state, int type) {
        return available[type] - used(state, type);
    }

    private int used(int state, int type) {
        return state / strides[type] % (available[type] + 1);
    }

    private static int size(List<Integer> counts) {
        int size = 0;
        for (int count : counts) {
            size += count;
        }
        return size;
    }

    private Crew crew(List<Integer> counts) {
        Crew known = byCounts.get(counts);
        if (known == null) {
            known = made(List.copyOf(counts));
            byCounts.put(known.counts(), known);
        }
        return known;
    }

    private Crew made(List<Integer> counts) {
        Bits room = new Bits(states);
        for (int state = 0; state < states; state++) {
            boolean fits = true;
            for (int type = 0; type < available.length && fits; type++) {
                fits = used(state, type) + counts.get(type) <= available[type];
            }
            if (fits) {
                room.set(state);
            }
        }
        int offset = 0;
        int onlyType = -1;
        int size = size(counts);
        for (int type = 0; type < available.length; type++) {
            offset += counts.get(type) * strides[type];
            onlyType = counts.get(type) == size ? type : onlyType;
        }
        return new Crew(counts, onlyType, size, offset, room);
    }

    /** How many replicas a stage needs that takes so long on one device; 0 if there are not as many. */
    int replicas(double value, double limit) {
        if (value <= limit) {
            return 1;
        }
        double ratio = value / limit;
        if (ratio > mostReplicas() + 1e-6) {
            return 0;
        }
        int least = Math.max(2, (int) ratio);
        while (least <= mostReplicas() && (!sizes.test(least) || value / least > limit)) {
            least++;
        }
        return least <= mostReplicas() ? least : 0;
    }

    /** @param needs for each type how many replicas if it is among them; 0 if it cannot be */
    Crew[] minimal(int[] needs) {
        long key = 0;
        for (int need : needs) {
            key = key * (devices + 1L) + need;
        }
        if (key != latestKey) {
            Crew[] known = byNeeds.get(key);
            if (known == null) {
                known = mixes ? mixed(needs) : uniform(needs);
                byNeeds.put(key, known);
            }
            latestKey = key;
            latest = known;
        }
        return latest;
    }

    private Crew[] uniform(int[] needs) {
        List<Crew> crews = new ArrayList<>();
        for (int type = 0; type < needs.length; type++) {
            if (needs[type] > 0 && needs[type] <= available[type]) {
                crews.add(alike(type, needs[type]));
            }
        }
        return crews.toArray(Crew[]::new);
    }

    private Crew[] mixed(int[] needs) {
        List<Crew> kept = new ArrayList<>();
        for (Crew crew : every()) {
            if (suffices(crew, needs) && kept.stream().noneMatch(crew::contains)) {
                kept.add(crew);
            }
        }
        return kept.toArray(Crew[]::new);
    }

    private static boolean suffices(Crew crew, int[] needs) {
        for (int type = 0; type < needs.length; type++) {
            if (crew.counts().get(type) > 0 && (needs[type] == 0 || needs[type] > crew.size())) {
                return false;
            }
        }
        return true;
    }
}
