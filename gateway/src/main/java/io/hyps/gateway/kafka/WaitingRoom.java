package io.hyps.gateway.kafka;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Records that are not dispatched yet: the highest priority first, then in the order they came. Not safe for use from
 * many threads.
 */
final class WaitingRoom {
    private static final Comparator<Guest> ORDER =
            Comparator.comparingInt(Guest::priority).reversed().thenComparingLong(Guest::arrival);

    private final Map<String, TreeSet<Guest>> guests = new HashMap<>();
    private long arrivals;

    void enter(TopicPartition partition, FrameRecord record, FrameTicket ticket, int priority) {
        guests.computeIfAbsent(record.model(), model -> new TreeSet<>(ORDER))
                .add(new Guest(partition, record, ticket, priority, arrivals++));
    }

    /** Takes out the first whose model may have one more in flight. */
    Optional<Guest> next(Predicate<String> model) {
        Optional<Guest> first = guests.entrySet().stream()
                .filter(ofModel -> model.test(ofModel.getKey()))
                .map(ofModel -> ofModel.getValue().first())
                .min(ORDER);
        first.ifPresent(guest -> guests.computeIfPresent(guest.record().model(), (name, ofModel) -> {
            ofModel.remove(guest);
            return ofModel.isEmpty() ? null : ofModel;
        }));
        return first;
    }

    void leave(Collection<TopicPartition> partitions) {
        guests.values().removeIf(ofModel -> {
            ofModel.removeIf(guest -> partitions.contains(guest.partition()));
            return ofModel.isEmpty();
        });
    }

    boolean isEmpty() {
        return guests.isEmpty();
    }

    int of(String model) {
        TreeSet<Guest> ofModel = guests.get(model);
        return ofModel == null ? 0 : ofModel.size();
    }

    /** A record that waits. */
    record Guest(TopicPartition partition, FrameRecord record, FrameTicket ticket, int priority, long arrival) {}
}
