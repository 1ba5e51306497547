package io.hyps.protocol.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link MqttLink} promises, on each broker. */
@Execution(ExecutionMode.CONCURRENT)
class MqttLinkContractIT {
    private static final Duration A_WHILE = Duration.ofSeconds(15);

    private final List<MqttLink> links = new ArrayList<>();
    private TestBroker broker = new InMemoryTestBroker();

    @AfterEach
    void stop() {
        links.forEach(MqttLink::close);
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void deliversWhatIsPublished(TestBroker.Kind kind) throws Exception {
        start(kind);
        MqttLink subscriber = connect("subscriber");
        Inbox inbox = subscribed(subscriber, "a/+/c");

        PublishOutcome outcome = publish(connect("publisher"), Publication.of("a/b/c", Payload.ofText("hello")));

        await().until(() -> inbox.size() == 1);
        assertThat(outcome).isEqualTo(new PublishOutcome.Delivered());
        assertThat(inbox.get(0).message().topic()).isEqualTo("a/b/c");
        assertThat(inbox.texts()).containsExactly("hello");
        assertThat(inbox.get(0).message().retained()).isFalse();
    }

    /** The broker may read no more before what it sends is read. */
    @ParameterizedTest
    @EnumSource
    void carriesMoreThanSocketsHoldBothWaysAtOnce(TestBroker.Kind kind) throws Exception {
        start(kind);
        MqttLink link = connect("both");
        AtomicInteger arrived = new AtomicInteger();
        link.subscribe("t", delivery -> {
                    arrived.incrementAndGet();
                    delivery.acknowledge();
                })
                .granted()
                .get(10, TimeUnit.SECONDS);
        Payload large = Payload.of(new byte[4_000_000]);

        List<CompletableFuture<PublishOutcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            outcomes.add(link.publish(Publication.of("t", large)));
        }

        CompletableFuture.allOf(outcomes.toArray(new CompletableFuture<?>[0])).get(30, TimeUnit.SECONDS);
        await().atMost(A_WHILE).until(() -> arrived.get() == 12);
    }

    @ParameterizedTest
    @EnumSource
    void carriesAllProperties(TestBroker.Kind kind) throws Exception {
        start(kind);
        Inbox inbox = subscribed(connect("subscriber"), "t");

        publish(
                connect("publisher"),
                Publication.of("t", Payload.ofText("{}"))
                        .ofType("application/json")
                        .replyingTo("reply/here", Payload.of(new byte[] {1, 2, (byte) 0xff}))
                        .expiringAfter(Duration.ofMillis(59_500))
                        .withUserProperties(Map.of("id", "42", "time", "2026-11-23T08:00:00Z")));

        await().until(() -> inbox.size() == 1);
        MqttMessage message = inbox.get(0).message();
        assertThat(message.contentType()).contains("application/json");
        assertThat(message.responseTopic()).contains("reply/here");
        assertThat(message.correlation()).contains(Payload.of(new byte[] {1, 2, (byte) 0xff}));
        assertThat(message.expiry().orElseThrow()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
        assertThat(message.userProperties()).containsEntry("id", "42").containsEntry("time", "2026-11-23T08:00:00Z");
    }

    @ParameterizedTest
    @EnumSource
    void leavesOutAbsentProperties(TestBroker.Kind kind) throws Exception {
        start(kind);
        Inbox inbox = subscribed(connect("subscriber"), "t");

        publish(connect("publisher"), Publication.of("t", Payload.empty()));

        await().until(() -> inbox.size() == 1);
        MqttMessage message = inbox.get(0).message();
        assertThat(message.payload()).isEqualTo(Payload.empty());
        assertThat(message.expiry()).isEmpty();
        assertThat(message.contentType()).isEmpty();
        assertThat(message.responseTopic()).isEmpty();
        assertThat(message.correlation()).isEmpty();
        assertThat(message.userProperties()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void saysThatNobodySubscribes(TestBroker.Kind kind) throws Exception {
        start(kind);
        assumeThat(broker.tellsOfNoSubscribers()).isTrue();

        PublishOutcome outcome = publish(connect("publisher"), Publication.of("nobody/here", Payload.ofText("x")));

        assertThat(outcome).isEqualTo(new PublishOutcome.NoSubscribers());
    }

    @ParameterizedTest
    @EnumSource
    void givesRetainedMessagesToLateSubscribers(TestBroker.Kind kind) throws Exception {
        start(kind);
        MqttLink publisher = connect("publisher");
        publish(publisher, Publication.of("status/a", Payload.ofText("old")).asRetained());
        publish(publisher, Publication.of("status/a", Payload.ofText("new")).asRetained());
        publish(publisher, Publication.of("status/b", Payload.ofText("gone")).asRetained());
        publish(publisher, Publication.of("status/b", Payload.empty()).asRetained());

        Inbox inbox = subscribed(connect("subscriber"), "status/+");

        await().until(() -> inbox.size() == 1);
        assertThat(inbox.texts()).containsExactly("new");
        assertThat(inbox.get(0).message().retained()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void sharesMessagesWithinAGroup(TestBroker.Kind kind) throws Exception {
        start(kind);
        Inbox one = acknowledging(connect("one"), "$share/g/images/+");
        Inbox two = acknowledging(connect("two"), "$share/g/images/+");
        MqttLink publisher = connect("publisher");

        for (int i = 0; i < 20; i++) {
            publish(publisher, Publication.of("images/x", Payload.ofText("" + i)));
        }

        await().until(() -> one.size() + two.size() == 20);
        assertThat(one.size()).isPositive();
        assertThat(two.size()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void getsNoMoreThanItsReceiveMaximumUntilTheOldestIsAcknowledged(TestBroker.Kind kind) throws Exception {
        start(kind);
        Inbox inbox = subscribed(connect(broker.options("subscriber").withReceiveMaximum(3)), "t");
        MqttLink publisher = connect("publisher");
        for (int i = 0; i < 6; i++) {
            publish(publisher, Publication.of("t", Payload.ofText("" + i)));
        }
        await().until(() -> inbox.size() == 3);

        inbox.get(2).acknowledge();
        inbox.get(1).acknowledge();
        // nothing may come now: the acknowledgements wait for that of the first
        await().during(Duration.ofMillis(300)).until(() -> inbox.size() == 3);
        inbox.get(0).acknowledge();

        await().until(() -> inbox.size() == 6);
        assertThat(inbox.texts()).containsExactly("0", "1", "2", "3", "4", "5");
    }

    @ParameterizedTest
    @EnumSource
    void getsAgainWhatItHadNotAcknowledged(TestBroker.Kind kind) throws Exception {
        start(kind);
        Inbox inbox = subscribed(connect(broker.options("subscriber").withSession(Duration.ofMinutes(5))), "t");
        MqttLink publisher = connect("publisher");
        publish(publisher, Publication.of("t", Payload.ofText("first")));
        publish(publisher, Publication.of("t", Payload.ofText("second")));
        await().until(() -> inbox.size() == 2);
        inbox.get(0).acknowledge();
        publish(publisher, Publication.of("t", Payload.ofText("third")));
        await().until(() -> inbox.size() == 3);

        broker.breakConnections();
        await().atMost(A_WHILE).until(() -> inbox.size() == 5);
        // acknowledgements of the broken connection say nothing to the new one
        inbox.get(1).acknowledge();
        inbox.get(2).acknowledge();

        assertThat(inbox.texts()).containsExactly("first", "second", "third", "second", "third");
        if (broker.marksDuplicates()) {
            assertThat(inbox.get(3).message().duplicate()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void subscribesAgainAfterABreak(TestBroker.Kind kind) throws Exception {
        start(kind);
        Heard heard = new Heard();
        MqttLink subscriber = connect("subscriber");
        subscriber.addConnectionListener(heard);
        Inbox inbox = acknowledging(subscriber, "t");
        MqttLink publisher = connect("publisher");

        broker.breakConnections();
        await().atMost(A_WHILE).until(() -> heard.events.size() >= 3 && subscriber.isConnected());
        await().atMost(A_WHILE).until(() -> publish(publisher, Publication.of("t", Payload.ofText("after")))
                .equals(new PublishOutcome.Delivered()));

        await().untilAsserted(() -> assertThat(inbox.texts()).contains("after"));
        assertThat(heard.events.get(0)).startsWith("connected");
        assertThat(heard.events.get(1)).startsWith("disconnected: ").isNotEqualTo("disconnected: ");
        assertThat(heard.events.get(2)).isEqualTo("connected false");
    }

    @ParameterizedTest
    @EnumSource
    void carriesEightMebibytes(TestBroker.Kind kind) throws Exception {
        start(kind);
        byte[] bytes = new byte[8 << 20];
        new Random(1).nextBytes(bytes);
        Inbox inbox = subscribed(connect("subscriber"), "t");

        publish(connect("publisher"), Publication.of("t", Payload.of(bytes)));

        await().atMost(A_WHILE).until(() -> inbox.size() == 1);
        assertThat(inbox.get(0).message().payload()).isEqualTo(Payload.of(bytes));
    }

    @ParameterizedTest
    @EnumSource
    void givesAnExclusiveIdToTheNewest(TestBroker.Kind kind) throws Exception {
        start(kind);
        Heard heard = new Heard();
        MqttLink older = connect(broker.options("planner").asExclusive());
        older.addConnectionListener(heard);

        MqttLink newer = connect(broker.options("planner").asExclusive());

        await().atMost(A_WHILE).until(() -> heard.events.contains("taken over"));
        assertThat(heard.events.get(1)).startsWith("disconnected: ");
        assertThat(older.isConnected()).isFalse();
        assertThatThrownBy(() -> older.publish(Publication.of("t", Payload.empty())))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("taken over by another client");
        await().during(Duration.ofMillis(500)).until(newer::isConnected);
    }

    @ParameterizedTest
    @EnumSource
    void givesAMessageToEveryHandlerThatMatches(TestBroker.Kind kind) throws Exception {
        start(kind);
        MqttLink subscriber = connect(broker.options("subscriber").withReceiveMaximum(1));
        Inbox some = subscribed(subscriber, "t/#");
        Inbox all = subscribed(subscriber, "t/+");

        publish(connect("publisher"), Publication.of("t/a", Payload.ofText("x")));

        await().until(() -> some.size() > 0 && all.size() > 0);
        assertThat(some.texts()).contains("x");
        assertThat(all.texts()).contains("x");
    }

    @ParameterizedTest
    @EnumSource
    void survivesAHandlerThatFails(TestBroker.Kind kind) throws Exception {
        start(kind);
        Inbox inbox = new Inbox();
        MqttLink subscriber = connect(broker.options("subscriber").withReceiveMaximum(1));
        subscriber
                .subscribe("t", delivery -> {
                    inbox.deliver(delivery);
                    throw new IllegalStateException("a handler that fails, as this test wants");
                })
                .granted()
                .get(10, TimeUnit.SECONDS);
        MqttLink publisher = connect("publisher");

        publish(publisher, Publication.of("t", Payload.ofText("one")));
        publish(publisher, Publication.of("t", Payload.ofText("two")));

        await().untilAsserted(() -> assertThat(inbox.texts()).containsExactly("one", "two"));
    }

    @ParameterizedTest
    @EnumSource
    void refusesToPublishFromAHandler(TestBroker.Kind kind) throws Exception {
        start(kind);
        MqttLink link = connect("link");
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        link.subscribe("t", delivery -> {
                    try {
                        thrown.complete(new AssertionError(link.publish(Publication.of("u", Payload.empty()))));
                    } catch (LinkException | InterruptedException | RuntimeException e) {
                        thrown.complete(e);
                    }
                })
                .granted()
                .get(10, TimeUnit.SECONDS);

        publish(link, Publication.of("t", Payload.empty()));

        assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void getsNothingMoreOnceUnsubscribed(TestBroker.Kind kind) throws Exception {
        start(kind);
        MqttLink subscriber = connect("subscriber");
        Inbox kept = acknowledging(subscriber, "t");
        Inbox closed = new Inbox();
        MqttLink.Subscription subscription = subscriber.subscribe("t", closed);
        subscription.granted().get(10, TimeUnit.SECONDS);
        subscription.close();

        publish(connect("publisher"), Publication.of("t", Payload.ofText("x")));

        await().until(() -> kept.size() == 1);
        assertThat(closed.size()).isZero();
    }

    private void start(TestBroker.Kind kind) {
        broker.close();
        broker = kind.start();
    }

    private MqttLink connect(String clientId) throws InterruptedException {
        return connect(broker.options(clientId));
    }

    private MqttLink connect(LinkOptions options) throws InterruptedException {
        MqttLink link = broker.connect(options);
        links.add(link);
        assertThat(link.awaitConnected(A_WHILE)).as(link.lastFailure()).isTrue();
        return link;
    }

    private static Inbox subscribed(MqttLink link, String filter) throws Exception {
        Inbox inbox = new Inbox();
        link.subscribe(filter, inbox).granted().get(10, TimeUnit.SECONDS);
        return inbox;
    }

    private static Inbox acknowledging(MqttLink link, String filter) throws Exception {
        Inbox inbox = new Inbox();
        link.subscribe(filter, delivery -> {
                    inbox.deliver(delivery);
                    delivery.acknowledge();
                })
                .granted()
                .get(10, TimeUnit.SECONDS);
        return inbox;
    }

    private static PublishOutcome publish(MqttLink link, Publication publication) throws Exception {
        return link.publish(publication).get(20, TimeUnit.SECONDS);
    }

    /** Writes down what a link tells of its connection. */
    private static final class Heard implements MqttLink.ConnectionListener {
        private final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public void connected(boolean sessionPresent) {
            events.add("connected " + sessionPresent);
        }

        @Override
        public void disconnected(String reason) {
            events.add("disconnected: " + reason);
        }

        @Override
        public void takenOver() {
            events.add("taken over");
        }
    }
}
