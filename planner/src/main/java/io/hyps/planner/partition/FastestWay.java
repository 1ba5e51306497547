package io.hyps.planner.partition;

import io.hyps.planner.cost.CompactGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way on which a frame is done soonest, by A*: a place is a state of the lattice, the devices in use, and when each
 * tensor that is carried on has reached the broker. Places that another is better than in every respect are dropped; the
 * others are taken up in the order of what they can lead to at best. So the first that is done is optimal, and if the
 * search is given up, the best of what is left bounds what there could have been.
 */
final class FastestWay {
    private final Steps steps;
    private final Lattice lattice;
    private final CompactGraph graph;
    private final DeviceTypes types;
    private final Crews crews;
    private final Outlook outlook;
    private final long mostTries;
    private final List<List<Place>> places = new ArrayList<>();
    private final PriorityQueue<Place> open = new PriorityQueue<>(
            Comparator.comparingDouble(Place::bound).thenComparing(Place::state, Comparator.reverseOrder()));
    private long tries;
    private double longest = Double.POSITIVE_INFINITY;

    FastestWay(Steps steps, DeviceTypes types, Crews crews, long mostTries) {
        this.steps = steps;
        this.types = types;
        this.crews = crews;
        this.mostTries = mostTries;
        lattice = steps.lattice();
        graph = lattice.graph();
        outlook = new Outlook(steps, types);
        for (int state = 0; state < lattice.states(); state++) {
            places.add(new ArrayList<>());
        }
    }

    /**
     * What came of the search.
     *
     * @param way none if there is none, or none was found in time
     * @param bound what no way is better than; infinite if there is none
     * @param isOptimal whether no way is better
     */
    record Found(Optional<List<Taken>> way, double bound, boolean isOptimal) {}

    /**
     * How far a frame is.
     *
     * @param ready when the carried tensors are at the broker
     * @param done when the outputs made so far are there
     * @param last when the last stage so far has its first tensor there
     * @param bound what cannot be beaten from here
     */
    private record Place(
            int state,
            int used,
            Instants ready,
            double done,
            double last,
            double bound,
            @Nullable Place before,
            Taken taken) {}

    /** When each of a state's carried tensors is at the broker. */
    private static final class Instants {
        private final double[] nanos;

        Instants(double[] nanos) {
            this.nanos = nanos;
        }

        boolean isWithin(Instants other) {
            for (int i = 0; i < nanos.length; i++) {
                if (nanos[i] > other.nanos[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** @param most a way that takes longer need not be found */
    Found find(double most) {
        longest = most;
        double[] inputs = new double[lattice.carried(0).length];
        Arrays.fill(inputs, Evaluator.NANOS_PER_MESSAGE);
        open.add(new Place(
                0,
                0,
                new Instants(inputs),
                0,
                0,
                Evaluator.NANOS_PER_MESSAGE + outlook.rest(0),
                null,
                new Taken(-1, crews.one(0))));
        int end = lattice.states() - 1;
        while (!open.isEmpty()) {
            Place place = open.poll();
            if (place.bound() == Double.POSITIVE_INFINITY || place.bound() > longest) {
                break;
            }
            if (place.state() == end || tries > mostTries) {
                boolean isDone = place.state() == end;
                return new Found(isDone ? Optional.of(way(place)) : anyDone(end), place.bound(), isDone);
            }
            if (!isBeaten(place, true)) {
                follow(place);
            }
        }
        return new Found(Optional.empty(), Double.POSITIVE_INFINITY, true);
    }

    private Optional<List<Taken>> anyDone(int end) {
        return open.stream()
                .filter(place -> place.state() == end)
                .min(Comparator.comparingDouble(Place::done))
                .map(FastestWay::way);
    }

    private static List<Taken> way(Place end) {
        Deque<Taken> way = new ArrayDeque<>();
        for (Place at = end; at.before() != null; at = at.before()) {
            way.addFirst(at.taken());
        }
        return List.copyOf(way);
    }

    private void follow(Place place) {
        for (int step = steps.begin(place.state()); step < steps.begin(place.state() + 1); step++) {
            if (outlook.rest(steps.to(step)) == Double.POSITIVE_INFINITY) {
                continue;
            }
            for (int type = 0; type < types.size(); type++) {
                Crew crew = crews.one(type);
                if (steps.memoryBytes(step) <= types.counted(type).memoryBytes()
                        && crew.room().get(place.used())) {
                    tries++;
                    go(place, new Taken(step, crew), types.counted(type));
                }
            }
        }
    }

    private void go(Place place, Taken taken, DeviceSpec device) {
        int step = taken.step();
        int to = steps.to(step);
        double end = begin(place, to, device) + steps.nanos(step) / device.speed();
        double sent = end + Evaluator.NANOS_PER_MESSAGE;
        double last = Math.max(place.last(), sent + device.transferNanos(steps.leastOutputBytes(step)));
        double done = place.done();
        for (int tensor : outlook.outputs()) {
            if (lattice.has(to, graph.producer(tensor)) && !lattice.has(place.state(), graph.producer(tensor))) {
                done = Math.max(done, sent + device.transferNanos(graph.bytes(tensor)));
            }
        }
        int[] carried = lattice.carried(to);
        double[] ready = new double[carried.length];
        double bound = Math.max(done, outlook.restAfter(last, to));
        for (int i = 0; i < ready.length; i++) {
            int before = indexOf(lattice.carried(place.state()), carried[i]);
            ready[i] = before >= 0 ? place.ready().nanos[before] : sent + device.transferNanos(graph.bytes(carried[i]));
            bound = Math.max(bound, ready[i] + outlook.longestFrom(carried[i], to));
        }
        Place next = new Place(
                to, place.used() + taken.crew().offset(), new Instants(ready), done, last, bound, place, taken);
        if (bound <= longest && !isBeaten(next, false)) {
            open.add(next);
        }
    }

    private double begin(Place place, int to, DeviceSpec device) {
        int[] carried = lattice.carried(place.state());
        double begin = 0;
        for (int i = 0; i < carried.length; i++) {
            if (lattice.isReadBetween(carried[i], place.state(), to)) {
                begin = Math.max(begin, place.ready().nanos[i] + device.transferNanos(graph.bytes(carried[i])));
            }
        }
        return begin;
    }

    private static int indexOf(int[] tensors, int tensor) {
        for (int i = 0; i < tensors.length; i++) {
            if (tensors[i] == tensor) {
                return i;
            }
        }
        return -1;
    }

    /** Whether another place of the same state is at least as good; one that is taken up replaces those it beats. */
    private boolean isBeaten(Place place, boolean taken) {
        List<Place> rivals = places.get(place.state());
        for (Place rival : rivals) {
            if (beats(rival, place)) {
                return true;
            }
        }
        if (taken) {
            rivals.removeIf(rival -> beats(place, rival));
            rivals.add(place);
        }
        return false;
    }

    private boolean beats(Place one, Place other) {
        return one.done() <= other.done()
                && one.last() <= other.last()
                && crews.isWithin(one.used(), other.used())
                && one.ready().isWithin(other.ready());
    }
}
