package io.hyps.stack.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Payload;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.mqtt.PublishOutcome;
import io.hyps.stack.process.TcpPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MqttBrokerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private MqttBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = MqttBroker.start(TcpPort.findFree(), directory);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void carriesMessagesOfManyMegabytes() throws Exception {
        byte[] image = new byte[17 << 20];
        image[image.length - 1] = 7;
        List<Payload> arrived = new CopyOnWriteArrayList<>();
        try (MqttLink subscriber = link("subscriber");
                MqttLink publisher = link("publisher")) {
            subscriber
                    .subscribe("large/#", delivery -> {
                        arrived.add(delivery.message().payload());
                        delivery.acknowledge();
                    })
                    .granted()
                    .get(10, TimeUnit.SECONDS);
            assertThat(publisher
                            .publish(Publication.of("large/one", Payload.of(image)))
                            .get(20, TimeUnit.SECONDS))
                    .isInstanceOf(PublishOutcome.Delivered.class);
            await().atMost(PATIENCE).until(() -> arrived.size() == 1);
        }
        assertThat(arrived.get(0).array()).isEqualTo(image);
    }

    @Test
    void keepsRetainedMessagesForLaterSubscribers() throws Exception {
        List<String> arrived = new CopyOnWriteArrayList<>();
        try (MqttLink publisher = link("publisher");
                MqttLink subscriber = link("subscriber")) {
            publisher
                    .publish(Publication.of("kept/status", Payload.ofText("here"))
                            .asRetained())
                    .get(10, TimeUnit.SECONDS);
            subscriber.subscribe("kept/+", delivery -> {
                arrived.add(delivery.message().payload().text());
                delivery.acknowledge();
            });
            await().atMost(PATIENCE).until(() -> arrived.contains("here"));
        }
    }

    @Test
    void refusesAPortThatIsTakenInOneLine() {
        assertThatThrownBy(() -> MqttBroker.start(broker.url().getPort(), directory.resolve("second")))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("port " + broker.url().getPort());
    }

    private MqttLink link(String client) throws InterruptedException {
        MqttLink link = MqttLink.open(LinkOptions.of(broker.url(), client));
        assertThat(link.awaitConnected(PATIENCE)).as(link.lastFailure()).isTrue();
        return link;
    }
}
