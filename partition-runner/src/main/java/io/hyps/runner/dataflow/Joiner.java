package io.hyps.runner.dataflow;

import io.hyps.protocol.Epoch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * The dataflow rule: holds the tensors of an attempt until all inputs of a partition are there. Bounded in joins and in
 * bytes; when full, the oldest incomplete join is abandoned. Everything that leaves it is handed back, so that its
 * deliveries can be acknowledged. No I/O and no clock; for one thread at a time.
 *
 * @param <T> what a tensor is carried in
 */
final class Joiner<T> {
    private final JoinLimits limits;
    private final LinkedHashMap<JoinKey, Join<T>> joins = new LinkedHashMap<>();
    private final LinkedHashMap<JoinKey, Boolean> fired = new LinkedHashMap<>();
    private long bytes;

    Joiner(JoinLimits limits) {
        this.limits = limits;
    }

    /**
     * A tensor that has arrived.
     *
     * @param deadlineNanos when it is worth nothing any more
     */
    record Piece<T>(String tensor, T item, long sizeBytes, long deadlineNanos) {}

    /** What became of a tensor. */
    sealed interface Outcome<T> {
        /** More inputs are wanted; to make room, these were abandoned. */
        record Waiting<T>(List<List<T>> abandoned) implements Outcome<T> {}

        /** All inputs are there, in the order of arrival. */
        record Fired<T>(Map<String, T> inputs) implements Outcome<T> {}

        /** The join has fired before, or has this tensor already. */
        record Duplicate<T>() implements Outcome<T> {}
    }

    private static final class Join<T> {
        private final Map<String, Piece<T>> pieces = new LinkedHashMap<>();

        private long sizeBytes() {
            return pieces.values().stream().mapToLong(Piece::sizeBytes).sum();
        }

        private List<T> items() {
            return pieces.values().stream().map(Piece::item).toList();
        }
    }

    /** @param wanted the partition's inputs */
    Outcome<T> offer(JoinKey key, Set<String> wanted, Piece<T> piece) {
        if (fired.containsKey(key)) {
            return new Outcome.Duplicate<>();
        }
        Join<T> join = joins.computeIfAbsent(key, k -> new Join<>());
        if (join.pieces.putIfAbsent(piece.tensor(), piece) != null) {
            return new Outcome.Duplicate<>();
        }
        bytes += piece.sizeBytes();
        if (join.pieces.keySet().containsAll(wanted)) {
            remove(key, join);
            remember(key);
            Map<String, T> inputs = new LinkedHashMap<>();
            join.pieces.forEach((tensor, p) -> inputs.put(tensor, p.item()));
            return new Outcome.Fired<>(inputs);
        }
        return new Outcome.Waiting<>(makeRoom(key));
    }

    /** Lets go of all joins of which a tensor is past its deadline. */
    List<List<T>> expire(long nowNanos) {
        return removeIf((key, join) -> join.pieces.values().stream().anyMatch(p -> p.deadlineNanos() - nowNanos <= 0));
    }

    /** Lets go of the joins that hold such an item; a tensor of theirs that comes later starts afresh. */
    List<List<T>> abandonHolding(Predicate<T> item) {
        return removeIf((key, join) -> join.pieces.values().stream().anyMatch(p -> item.test(p.item())));
    }

    /** Lets go of the oldest incomplete join, if there is one. */
    Optional<List<T>> abandonOldest() {
        return joins.entrySet().stream().findFirst().map(oldest -> {
            remove(oldest.getKey(), oldest.getValue());
            return oldest.getValue().items();
        });
    }

    /** Lets go of all joins of an epoch. */
    List<List<T>> drop(String model, Epoch epoch) {
        fired.keySet().removeIf(key -> key.isOf(model, epoch));
        return removeIf((key, join) -> key.isOf(model, epoch));
    }

    int size() {
        return joins.size();
    }

    long sizeBytes() {
        return bytes;
    }

    private List<List<T>> makeRoom(JoinKey newest) {
        List<List<T>> abandoned = new ArrayList<>();
        Iterator<Map.Entry<JoinKey, Join<T>>> oldest = joins.entrySet().iterator();
        while ((joins.size() > limits.mostJoins() || bytes > limits.mostBytes()) && oldest.hasNext()) {
            Map.Entry<JoinKey, Join<T>> entry = oldest.next();
            if (!entry.getKey().equals(newest)) {
                abandoned.add(entry.getValue().items());
                bytes -= entry.getValue().sizeBytes();
                oldest.remove();
            }
        }
        return abandoned;
    }

    private List<List<T>> removeIf(BiPredicate<JoinKey, Join<T>> condition) {
        List<List<T>> removed = new ArrayList<>();
        joins.entrySet().removeIf(entry -> {
            boolean leaves = condition.test(entry.getKey(), entry.getValue());
            if (leaves) {
                bytes -= entry.getValue().sizeBytes();
                removed.add(entry.getValue().items());
            }
            return leaves;
        });
        return removed;
    }

    private void remove(JoinKey key, Join<T> join) {
        joins.remove(key);
        bytes -= join.sizeBytes();
    }

    private void remember(JoinKey key) {
        fired.put(key, Boolean.TRUE);
        if (fired.size() > limits.remembered()) {
            fired.remove(fired.keySet().iterator().next());
        }
    }
}
