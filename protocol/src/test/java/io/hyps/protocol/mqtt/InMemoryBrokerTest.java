package io.hyps.protocol.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.Payload;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What tests get from {@link InMemoryBroker} beyond the links' contract. */
class InMemoryBrokerTest {
    private static final LinkOptions OPTIONS = LinkOptions.of(URI.create("tcp://in-memory:1883"), "client");

    private final InMemoryBroker broker = new InMemoryBroker();
    private final Inbox inbox = new Inbox();

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void countsWhatAClientHasNotAcknowledged() throws Exception {
        MqttLink client = broker.connect("client");
        client.subscribe("t", inbox);
        publish(client, Publication.of("t", Payload.ofText("one")));
        publish(client, Publication.of("t", Payload.ofText("two")));
        assertThat(broker.unacknowledged("client")).isEqualTo(2);

        inbox.get(1).acknowledge();
        assertThat(broker.unacknowledged("client")).isEqualTo(2);
        inbox.get(0).acknowledge();

        assertThat(broker.unacknowledged("client")).isZero();
    }

    @Test
    void publishesTheWillOfABrokenClientOnly() throws Exception {
        broker.connect("watcher").subscribe("will", inbox);
        LinkOptions mortal =
                OPTIONS.withWill(Publication.of("will", Payload.ofText("gone")).asRetained());

        broker.connect(mortal).close();
        broker.awaitDeliveries();
        assertThat(inbox.size()).isZero();
        broker.connect(mortal);
        broker.disconnect("client");

        assertThat(inbox.texts()).containsExactly("gone");
        assertThat(broker.retainedTopics()).containsExactly("will");
    }

    @Test
    void keepsMessagesForABrokenClientWithASession() throws Exception {
        MqttLink client = broker.connect(OPTIONS.withSession(Duration.ofMinutes(1)));
        client.subscribe("t", inbox);
        MqttLink publisher = broker.connect("publisher");
        publish(publisher, Publication.of("t", Payload.ofText("before")));
        broker.disconnect("client");
        assertThat(publish(publisher, Publication.of("t", Payload.ofText("meanwhile"))))
                .isEqualTo(new PublishOutcome.Delivered());

        broker.reconnect("client");
        broker.awaitDeliveries();

        assertThat(inbox.texts()).containsExactly("before", "before", "meanwhile");
        assertThat(inbox.get(1).message().duplicate()).isTrue();
    }

    @Test
    void keepsNothingForABrokenClientWithoutASession() throws Exception {
        MqttLink client = broker.connect("client");
        client.subscribe("t", inbox);
        broker.disconnect("client");

        PublishOutcome outcome = publish(broker.connect("publisher"), Publication.of("t", Payload.ofText("x")));

        assertThat(outcome).isEqualTo(new PublishOutcome.NoSubscribers());
        assertThat(client.isConnected()).isFalse();
    }

    @Test
    void makesAPublicationWaitForTheConnection() throws Exception {
        MqttLink client = broker.connect(OPTIONS.withPublishTimeout(Duration.ofMillis(50)));
        broker.disconnect("client");

        assertThatThrownBy(() -> client.publish(Publication.of("t", Payload.empty())))
                .isInstanceOf(LinkException.class)
                .hasMessage("not published: no connection for 50 ms");
    }

    @Test
    void refusesToSpeakOfClientsThatAreNotThere() {
        assertThatThrownBy(() -> broker.unacknowledged("nobody")).hasMessageContaining("no client 'nobody'");
    }

    @Test
    void failsEverythingOnAClosedLink() {
        MqttLink client = broker.connect("client");
        client.close();
        client.close();

        CompletableFuture<Void> granted = client.subscribe("t", inbox).granted();

        assertThat(granted).isCompletedExceptionally();
        assertThatThrownBy(() -> client.publish(Publication.of("t", Payload.empty())))
                .isInstanceOf(LinkException.class)
                .hasMessage("the link is closed");
    }

    private static PublishOutcome publish(MqttLink link, Publication publication) throws Exception {
        return link.publish(publication).get();
    }
}
