package io.hyps.protocol.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.paho.mqttv5.client.internal.MqttState;
import org.eclipse.paho.mqttv5.client.wire.MqttOutputStream;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPubAck;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.junit.jupiter.api.Test;

final class DirectLaneTest {
    private final List<Outbox.Flight> flights = new ArrayList<>();
    private final Outbox outbox = new Outbox(Duration.ofSeconds(1));
    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private final DirectLane lane = new DirectLane(arrived -> {});

    DirectLaneTest() {
        outbox.connected(
                new Outbox.Transmitter() {
                    @Override
                    public void transmit(Outbox.Flight flight) {
                        flights.add(flight);
                    }

                    @Override
                    public void queue(Outbox.Flight flight) {
                        flights.add(flight);
                    }
                },
                100);
    }

    @Test
    void numbersItsPacketsInTheUpperHalfAgainAndAgain() throws Exception {
        open();
        for (int i = 0; i < 70_000; i++) {
            MqttPublish packet = packet();
            CompletableFuture<PublishOutcome> outcome = outbox.add(Publication.of("t", Payload.ofText("p")));
            lane.send(flights.remove(0), packet);
            wire.reset();

            assertThat(packet.getMessageId()).isBetween(0x8000, 0xffff);
            assertThat(lane.take(new MqttPubAck(0, packet.getMessageId(), new MqttProperties())))
                    .isTrue();
            assertThat(outcome).isCompletedWithValue(new PublishOutcome.Delivered());
        }
    }

    @Test
    void takesNoNumberThatIsUnderWay() throws Exception {
        open();
        MqttPublish slow = packet();
        CompletableFuture<PublishOutcome> outcome = outbox.add(Publication.of("t", Payload.ofText("p")));
        lane.send(flights.remove(0), slow);
        for (int i = 0; i < 0x8000; i++) {
            MqttPublish packet = packet();
            CompletableFuture<PublishOutcome> unused = outbox.add(Publication.of("t", Payload.ofText("p")));
            lane.send(flights.remove(0), packet);
            assertThat(packet.getMessageId()).isNotEqualTo(slow.getMessageId());
            lane.take(new MqttPubAck(0, packet.getMessageId(), new MqttProperties()));
        }
        assertThat(outcome).isNotDone();
    }

    @Test
    void leavesAnswersThatAreNotItsOwn() throws Exception {
        assertThat(lane.take(new MqttPubAck(0, 7, new MqttProperties()))).isFalse();
        assertThat(lane.take(new MqttPubAck(0, 0x8000, new MqttProperties()))).isFalse();
    }

    @Test
    void isFreeOnceWhatPahoHasIsWrittenThoughNotAcknowledged() {
        MqttMessage queued = new MqttMessage(new byte[1], 1, false, new MqttProperties());
        lane.queue(queued);

        assertThat(lane.isFree()).isFalse();
        lane.written(packet());
        assertThat(lane.isFree()).isFalse();
        lane.written(new MqttPublish("t", queued, queued.getProperties()));
        assertThat(lane.isFree()).isTrue();
    }

    @Test
    void knowsTheThreadThatReads() throws Exception {
        assertThat(lane.isReader()).isFalse();

        lane.take(new MqttPubAck(0, 7, new MqttProperties()));

        assertThat(lane.isReader()).isTrue();
        assertThat(CompletableFuture.supplyAsync(lane::isReader).get()).isFalse();
    }

    @Test
    void cannotSendBeforeThereIsAConnection() throws Exception {
        CompletableFuture<PublishOutcome> unused = outbox.add(Publication.of("t", Payload.ofText("p")));

        assertThatThrownBy(() -> lane.send(flights.get(0), packet())).isInstanceOf(IOException.class);
    }

    private void open() {
        MqttState state = (MqttState) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MqttState.class}, (proxy, method, arguments) -> null);
        lane.opened(new MqttOutputStream(state, wire, ""));
    }

    private static MqttPublish packet() {
        MqttMessage message = new MqttMessage(new byte[1], 1, false, new MqttProperties());
        return new MqttPublish("t", message, message.getProperties());
    }
}
