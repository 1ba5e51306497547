package io.hyps.runner.dataflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be computed, and in which order. Partitions that stay loaded are served in the order of arrival. Those
 * that take turns are served lane by lane, round and round in the order in which they run, so that a partition is loaded
 * once for all frames that wait for it: a turn is over when what waited or was {@link #expect expected} at its beginning
 * has been served, so no lane starves. Turns and the others alternate. Bounded; no clock and no threads.
 *
 * @param <T> a piece of work
 */
final class TurnQueue<T> {
    private final int capacity;
    private final ArrayDeque<Entry<T>> resident = new ArrayDeque<>();
    private final TreeMap<Lane, ArrayDeque<Entry<T>>> lanes = new TreeMap<>();
    private final LinkedHashMap<JoinKey, Expected> expected = new LinkedHashMap<>();
    private @Nullable Lane current;
    private int quota;
    private boolean residentWasLast;
    private int size;
    private long arrivals;

    private record Entry<T>(long number, T item) {}

    private record Expected(Lane lane, long deadlineNanos) {}

    /** @param capacity how many pieces may wait; as many more may be expected */
    TurnQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Adds work that stands for no firing; false if there is no place. */
    boolean offer(T item) {
        return add(resident, item);
    }

    /** Adds a firing; false if there is no place. */
    boolean offer(Lane lane, JoinKey key, T item) {
        expected.remove(key);
        return lane.equals(Lane.RESIDENT)
                ? add(resident, item)
                : add(lanes.computeIfAbsent(lane, l -> new ArrayDeque<>()), item);
    }

    private boolean add(ArrayDeque<Entry<T>> queue, T item) {
        if (size >= capacity) {
            return false;
        }
        queue.add(new Entry<>(arrivals++, item));
        size++;
        return true;
    }

    /** A firing is about to come, as its inputs are on their way: the lane's turn waits for it until the deadline. */
    void expect(Lane lane, JoinKey key, long deadlineNanos) {
        expected.put(key, new Expected(lane, deadlineNanos));
        if (expected.size() > capacity) {
            Iterator<JoinKey> oldest = expected.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Moves the deadline of what is still expected. */
    void expectUntil(JoinKey key, long deadlineNanos) {
        expected.computeIfPresent(key, (k, e) -> new Expected(e.lane(), deadlineNanos));
    }

    void expectNoMore(JoinKey key) {
        expected.remove(key);
    }

    /** Nothing more comes. */
    void expectNothing() {
        expected.clear();
    }

    /** The next piece of work; empty if none is there, or the lane whose turn it is waits for one. */
    Optional<T> poll(long nowNanos) {
        expected.values().removeIf(e -> e.deadlineNanos() - nowNanos <= 0);
        if (!resident.isEmpty() && !residentWasLast) {
            return serve(resident);
        }
        residentWasLast = false;
        ArrayDeque<Entry<T>> turn = turn();
        if (turn != null && !turn.isEmpty()) {
            quota--;
            return serve(turn);
        }
        return resident.isEmpty() ? Optional.empty() : serve(resident);
    }

    /**
     * How many pieces of partitions that stay loaded come next and are alike.
     *
     * @param before those of lower numbers alone
     */
    int countAhead(Predicate<T> alike, long before) {
        int count = 0;
        for (Entry<T> entry : resident) {
            if (entry.number() >= before || !alike.test(entry.item())) {
                break;
            }
            count++;
        }
        return count;
    }

    /** Takes pieces of partitions that stay loaded, together with the last one that was. */
    List<T> pollAhead(int count) {
        List<T> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(resident.remove().item());
            size--;
        }
        return taken;
    }

    private Optional<T> serve(ArrayDeque<Entry<T>> queue) {
        residentWasLast = queue == resident;
        size--;
        return Optional.of(queue.remove().item());
    }

    /** The lane whose turn it is. */
    private @Nullable ArrayDeque<Entry<T>> turn() {
        if (current == null || quota <= 0 || pending(current) == 0) {
            current = upcoming().orElse(null);
            quota = current == null ? 0 : pending(current);
        }
        return current == null ? null : lanes.get(current);
    }

    /** The lane that has the next turn, if anything waits for one. */
    Optional<Lane> upcoming() {
        Stream<Lane> busy = Stream.concat(
                lanes.entrySet().stream().filter(e -> !e.getValue().isEmpty()).map(Map.Entry::getKey),
                expected.values().stream().map(Expected::lane));
        Lane from = current == null ? Lane.RESIDENT : current;
        return busy.distinct().min((a, b) -> {
            boolean aAfter = a.compareTo(from) > 0;
            boolean bAfter = b.compareTo(from) > 0;
            return aAfter == bAfter ? a.compareTo(b) : aAfter ? -1 : 1;
        });
    }

    private int pending(Lane lane) {
        ArrayDeque<Entry<T>> waiting = lanes.get(lane);
        long coming =
                expected.values().stream().filter(e -> e.lane().equals(lane)).count();
        return (waiting == null ? 0 : waiting.size()) + (int) coming;
    }

    /** When polling again may bring something though nothing was added. */
    OptionalLong nextDeadlineNanos() {
        return expected.values().stream().mapToLong(Expected::deadlineNanos).min();
    }

    /** The number that the next piece of work gets. */
    long arrivals() {
        return arrivals;
    }

    /** Whether all work of lower numbers than this has been taken. */
    boolean isServedUpTo(long number) {
        return Stream.concat(Stream.of(resident), lanes.values().stream())
                .map(ArrayDeque::peek)
                .allMatch(first -> first == null || first.number() >= number);
    }

    int size() {
        return size;
    }

    /** Forgets the lanes of a plan, which must be empty. */
    void forget(long plan) {
        lanes.keySet().removeIf(lane -> lane.plan() == plan);
        expected.values().removeIf(e -> e.lane().plan() == plan);
    }
}
