package io.hyps.stack.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Payload;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.gateway.GatewayStatus;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LiveViewTest {
    private static final Duration QUIET = Duration.ofMillis(50);

    private final InMemoryBroker broker = new InMemoryBroker();
    private final MqttLink link = broker.connect("view");
    private final MqttLink parts = broker.connect("parts");

    @BeforeEach
    void speak() throws Exception {
        publish(new Topic.DeviceStatus("edge-2"), device("edge-2", DeviceStatus.State.ONLINE));
        publish(new Topic.DeviceStatus("edge-1"), device("edge-1", DeviceStatus.State.OFFLINE));
        publish(new Topic.GatewayStatus("local"), GatewayStatus.of("local", true, null, 7, List.of()));
        publish(new Topic.Active("fashion"), new ActivePlan(new Epoch(1, 3), Sha256.of(new byte[1])));
    }

    @AfterEach
    void stop() {
        link.close();
        parts.close();
        broker.close();
    }

    @Test
    void seesWhatWasSaidBefore() throws Exception {
        try (LiveView view = LiveView.open(link)) {
            view.awaitQuiet(QUIET);

            assertThat(view.devices()).extracting(DeviceStatus::device).containsExactly("edge-1", "edge-2");
            assertThat(view.gateways())
                    .extracting(GatewayStatus::framesAnswered)
                    .containsExactly(7L);
            assertThat(view.active("fashion")).map(ActivePlan::epoch).contains(new Epoch(1, 3));
            assertThat(view.models()).isEmpty();
        }
    }

    @Test
    void seesWhatChangesAndGoes() throws Exception {
        try (LiveView view = LiveView.open(link)) {
            view.awaitQuiet(QUIET);
            publish(new Topic.DeviceStatus("edge-1"), device("edge-1", DeviceStatus.State.ONLINE));
            parts.publish(Publication.of(new Topic.DeviceStatus("edge-2"), Payload.empty())
                            .asRetained())
                    .get(10, TimeUnit.SECONDS);
            view.awaitQuiet(QUIET);

            assertThat(view.devices())
                    .extracting(DeviceStatus::device, DeviceStatus::state)
                    .containsExactly(tuple("edge-1", DeviceStatus.State.ONLINE));
        }
    }

    @Test
    void passesOverWhatIsMalformed() throws Exception {
        parts.publish(Publication.of(new Topic.DeviceStatus("edge-3"), Payload.ofText("{"))
                        .asRetained())
                .get(10, TimeUnit.SECONDS);
        try (LiveView view = LiveView.open(link)) {
            view.awaitQuiet(QUIET);

            assertThat(view.devices()).extracting(DeviceStatus::device).containsExactly("edge-1", "edge-2");
        }
    }

    private void publish(Topic topic, Object message) throws Exception {
        parts.publish(Publication.of(topic, Payload.of(Json.encode(message))).asRetained())
                .get(10, TimeUnit.SECONDS);
    }

    private static DeviceStatus device(String name, DeviceStatus.State state) {
        return new DeviceStatus(
                name, state, "test", "2026-11-23T08:00:00Z", null, 1, 0, List.of(), List.of(), List.of(), null);
    }
}
