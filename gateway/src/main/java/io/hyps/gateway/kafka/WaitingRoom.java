package io.hyps.gateway.kafka;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
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
    private final TreeSet<Guest> guests =
            new TreeSet<>(Comparator.comparingInt(Guest::priority).reversed().thenComparingLong(Guest::arrival));
    private long arrivals;

    void enter(TopicPartition partition, FrameRecord record, FrameTicket ticket, int priority) {
        guests.add(new Guest(partition, record, ticket, priority, arrivals++));
    }

    /** Takes out the first whose model may have one more in flight. */
    Optional<Guest> next(Predicate<String> model) {
        for (Iterator<Guest> each = guests.iterator(); each.hasNext(); ) {
            Guest guest = each.next();
            if (model.test(guest.record().model())) {
                each.remove();
                return Optional.of(guest);
            }
        }
        return Optional.empty();
    }

    void leave(Collection<TopicPartition> partitions) {
        guests.removeIf(guest -> partitions.contains(guest.partition()));
    }

    boolean isEmpty() {
        return guests.isEmpty();
    }

    Map<String, Integer> countByModel() {
        Map<String, Integer> counts = new HashMap<>();
        guests.forEach(guest -> counts.merge(guest.record().model(), 1, Integer::sum));
        return counts;
    }

    /** A record that waits. */
    record Guest(TopicPartition partition, FrameRecord record, FrameTicket ticket, int priority, long arrival) {}
}
