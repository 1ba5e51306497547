package io.hyps.protocol.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnclaimedMessagesTest {
    private static final TopicFilter ALL = TopicFilter.parse("#");

    private long nanos;
    private int packets;
    private final List<Integer> acknowledged = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final AcknowledgementQueue queue = new AcknowledgementQueue(acknowledged::add);
    private final UnclaimedMessages unclaimed = new UnclaimedMessages(Optional.of(ALL), 100, () -> nanos, later::add);

    @Test
    void givesThemToTheSubscriptionThatMatchesInTheirOrder() {
        offer("a/1", 10, Optional.empty());
        offer("b", 10, Optional.empty());
        offer("a/2", 10, Optional.empty());

        List<UnclaimedMessages.Held> claimed = unclaimed.claim(TopicFilter.parse("a/+"));

        assertThat(claimed).extracting(held -> held.message().topic()).containsExactly("a/1", "a/2");
        assertThat(acknowledged).isEmpty();
        claimed.forEach(held -> held.entry().settle());
        assertThat(acknowledged).as("the second waits for b").containsExactly(1);
        assertThat(unclaimed.claim(TopicFilter.parse("a/+"))).isEmpty();
    }

    @Test
    void holdsNoMoreBytesThanItMayAndHasThemBackOnceClaimed() {
        offer("1", 60, Optional.empty());
        offer("2", 60, Optional.empty());
        assertThat(unclaimed.claim(ALL)).extracting(h -> h.message().topic()).containsExactly("1");

        offer("3", 100, Optional.empty());

        assertThat(unclaimed.claim(ALL)).extracting(h -> h.message().topic()).containsExactly("3");
    }

    @Test
    void takesTheTimeTheyWereHeldFromTheirExpiry() {
        offer("short", 1, Optional.of(Duration.ofSeconds(2)));
        offer("long", 1, Optional.of(Duration.ofSeconds(60)));
        nanos += Duration.ofSeconds(3).toNanos();

        List<UnclaimedMessages.Held> claimed = unclaimed.claim(ALL);

        assertThat(claimed)
                .singleElement()
                .satisfies(held -> assertThat(held.message().expiry()).contains(Duration.ofSeconds(57)));
        assertThat(acknowledged).containsExactly(1);
    }

    @Test
    void acknowledgesThemOnceTheTimeForClaimsIsOver() {
        unclaimed.connected();
        unclaimed.connected();
        offer("1", 1, Optional.empty());
        assertThat(later).hasSize(1);

        later.forEach(Runnable::run);
        offer("2", 1, Optional.empty());

        assertThat(acknowledged).containsExactly(1, 2);
        assertThat(unclaimed.claim(ALL)).isEmpty();
    }

    @Test
    void acknowledgesTheOldestWhenItHoldsUpOthers() {
        offer("1", 60, Optional.empty());
        queue.arrived(++packets, 1).settle();
        offer("3", 40, Optional.empty());
        assertThat(acknowledged).isEmpty();

        assertThat(unclaimed.dropOldest()).isTrue();

        assertThat(acknowledged).containsExactly(1, 2);
        offer("4", 60, Optional.empty());
        assertThat(unclaimed.claim(ALL)).extracting(h -> h.message().topic()).containsExactly("3", "4");
        assertThat(unclaimed.dropOldest()).isFalse();
    }

    @Test
    void holdsOnlyWhatIsExpected() {
        UnclaimedMessages some =
                new UnclaimedMessages(Optional.of(TopicFilter.parse("a/+")), 100, () -> nanos, later::add);
        some.offer(message("b", 1, Optional.empty()), queue.arrived(1, 1));
        some.offer(message("a/1", 1, Optional.empty()), queue.arrived(2, 1));

        assertThat(acknowledged).containsExactly(1);
        assertThat(some.claim(ALL)).hasSize(1);
    }

    @Test
    void holdsNothingMoreOnceTheClientUnsubscribesFromWhatItExpects() {
        UnclaimedMessages some =
                new UnclaimedMessages(Optional.of(TopicFilter.parse("a/+")), 100, () -> nanos, later::add);
        some.offer(message("a/1", 1, Optional.empty()), queue.arrived(1, 1));
        some.unsubscribed(TopicFilter.parse("b"));
        assertThat(acknowledged).isEmpty();

        some.unsubscribed(TopicFilter.parse("a/2"));

        assertThat(acknowledged).containsExactly(1);
    }

    @Test
    void forgetsWhatTheBrokerWillDeliverAgain() {
        offer("1", 1, Optional.empty());

        unclaimed.disconnected();

        assertThat(unclaimed.claim(ALL)).isEmpty();
        assertThat(acknowledged).isEmpty();
    }

    private void offer(String topic, int bytes, Optional<Duration> expiry) {
        unclaimed.offer(message(topic, bytes, expiry), queue.arrived(++packets, 1));
    }

    private static MqttMessage message(String topic, int bytes, Optional<Duration> expiry) {
        return new MqttMessage(
                topic,
                Payload.of(new byte[bytes]),
                false,
                false,
                expiry,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }
}
