package io.hyps.protocol.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.Payload;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
    private int packets;
    private final List<Integer> acknowledged = new ArrayList<>();
    private final AcknowledgementQueue queue = new AcknowledgementQueue(acknowledged::add);
    private final Subscriptions subscriptions = new Subscriptions(
            LinkOptions.of(URI.create("tcp://broker"), "client").expecting("#", 100));

    @Test
    void deliversWhatCameBeforeTheSubscriptionFirst() {
        List<String> delivered = new ArrayList<>();
        dispatch("1");
        Subscriptions.Entry entry = subscriptions.add(TopicFilter.parse("#"), delivery -> {
            delivered.add(delivery.message().topic());
            delivery.acknowledge();
        });
        dispatch("2");
        assertThat(delivered).isEmpty();

        subscriptions.claim(entry);
        dispatch("3");

        assertThat(delivered).containsExactly("1", "2", "3");
        assertThat(acknowledged).containsExactly(1, 2, 3);
    }

    @Test
    void nothingOvertakesAMessageThatIsBeingHandedOver() throws Exception {
        List<String> delivered = new CopyOnWriteArrayList<>();
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        dispatch("1");
        Subscriptions.Entry entry = subscriptions.add(TopicFilter.parse("#"), delivery -> {
            busy.countDown();
            await(arrived);
            delivered.add(delivery.message().topic());
        });
        Thread claimer = new Thread(() -> subscriptions.claim(entry));
        claimer.start();
        await(busy);

        dispatch("2");
        assertThat(delivered).isEmpty();
        arrived.countDown();
        claimer.join(TimeUnit.SECONDS.toMillis(10));

        assertThat(delivered).containsExactly("1", "2");
    }

    @Test
    void forgetsWhatWaitsForAHandOverWhenTheConnectionBreaks() {
        List<String> delivered = new ArrayList<>();
        Subscriptions.Entry entry = subscriptions.add(
                TopicFilter.parse("#"),
                delivery -> delivered.add(delivery.message().topic()));
        dispatch("1");

        subscriptions.disconnected();
        subscriptions.claim(entry);
        dispatch("1");

        assertThat(delivered).as("the broker has sent it again").containsExactly("1");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void dispatch(String topic) {
        MqttMessage message = new MqttMessage(
                topic,
                Payload.of(new byte[1]),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        subscriptions.dispatch(message, ++packets, queue);
    }
}
