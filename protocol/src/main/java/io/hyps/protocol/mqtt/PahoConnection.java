package io.hyps.protocol.mqtt;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.util.MqttTopicValidator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a broker, on a Paho client of its own: Paho's state after a break is not to be relied on, so no client
 * connects twice. Nothing here waits but {@link #close}. Thread-safe.
 */
final class PahoConnection implements Outbox.Transmitter {
    private static final Logger LOG = LoggerFactory.getLogger(PahoConnection.class);
    private static final Duration DISCONNECT_TIMEOUT = Duration.ofMillis(200);

    private final MqttAsyncClient client;
    private final AcknowledgementQueue acknowledgements = new AcknowledgementQueue(this::acknowledge);
    private final CompletableFuture<Accepted> accepted = new CompletableFuture<>();
    private final CompletableFuture<PahoReasons.Ended> ended = new CompletableFuture<>();
    private volatile @Nullable Socket socket;
    private final Optional<DirectLane> lane;
    private volatile @Nullable Thread callbackThread;
    private volatile long maximumPacketBytes = LinkOptions.LARGEST_PACKET_BYTES;

    private PahoConnection(MqttAsyncClient client, boolean direct, Subscriptions subscriptions) {
        this.client = client;
        this.lane = direct
                ? Optional.of(new DirectLane(publish ->
                        arrived(publish.getTopicName(), publish.getMessage(), publish.getMessageId(), subscriptions)))
                : Optional.empty();
    }

    /** What the broker said in its CONNACK. */
    record Accepted(boolean sessionPresent, int receiveMaximum) {}

    /** Starts to connect; {@link #accepted()} and {@link #ended()} tell what becomes of it. */
    static PahoConnection open(LinkOptions options, Subscriptions subscriptions) throws LinkException {
        try {
            MqttAsyncClient client = new MqttAsyncClient(
                    LinkOptions.redacted(options.url()), options.clientId(), new MemoryPersistence());
            PahoConnection connection =
                    new PahoConnection(client, options.prompt() && !options.isSecure(), subscriptions);
            SocketFactory sockets = options.isSecure()
                    ? new LinkTlsSockets(options.tls().sockets(), connection::made)
                    : new LinkSockets(connection::made, connection.lane);
            connection.connect(PahoOptions.of(options, sockets), subscriptions);
            return connection;
        } catch (MqttException e) {
            throw new LinkException(PahoReasons.of(e), e);
        }
    }

    CompletableFuture<Accepted> accepted() {
        return accepted;
    }

    CompletableFuture<PahoReasons.Ended> ended() {
        return ended;
    }

    /** Whether the caller runs in a delivery handler or a publication's completion, where nothing may wait. */
    boolean isCallbackThread() {
        return Thread.currentThread().equals(callbackThread)
                || lane.filter(DirectLane::isReader).isPresent();
    }

    @Override
    public void transmit(Outbox.Flight flight) {
        if (lane.isPresent() && lane.get().isFree()) {
            send(flight, packet -> lane.get().send(flight, packet));
        } else {
            queue(flight);
        }
    }

    @Override
    public void queue(Outbox.Flight flight) {
        send(flight, packet -> {
            lane.ifPresent(l -> l.queue(packet.getMessage()));
            try {
                // a failure needs no listener: the connection is gone then, and the next one sends again
                client.publish(
                        packet.getTopicName(),
                        packet.getMessage(),
                        null,
                        onSuccess(token -> flight.acknowledged(PahoReasons.outcome(token))));
            } catch (RuntimeException e) {
                lane.ifPresent(l -> l.unqueue(packet.getMessage()));
                throw e;
            }
        });
    }

    /** Sends a packet. */
    @FunctionalInterface
    private interface Sending {
        void send(MqttPublish packet) throws MqttException, IOException;
    }

    private void send(Outbox.Flight flight, Sending sending) {
        Publication publication = flight.publication();
        try {
            MqttTopicValidator.validate(publication.topic(), false, true);
            org.eclipse.paho.mqttv5.common.MqttMessage message = PahoMessages.toPaho(publication);
            MqttPublish packet = new MqttPublish(publication.topic(), message, message.getProperties());
            if (packet.getHeader().length + (long) publication.payload().sizeBytes() > maximumPacketBytes) {
                flight.acknowledged(new PublishOutcome.Refused(
                        ReasonCode.PACKET_TOO_LARGE, ReasonCode.text(ReasonCode.PACKET_TOO_LARGE)));
                return;
            }
            sending.send(packet);
        } catch (MqttException e) {
            abandon(e);
        } catch (IOException e) {
            abandon(new MqttException(e));
        } catch (IllegalArgumentException e) {
            // a topic or text that MQTT cannot carry: on the next connection it would be the same
            flight.acknowledged(new PublishOutcome.Refused(ReasonCode.MALFORMED_PACKET, PahoReasons.of(e)));
        }
    }

    /** Publishes once, whatever becomes of it; {@code acknowledged} is called if the broker has it. */
    void announce(Publication publication, Runnable acknowledged) {
        try {
            client.publish(
                    publication.topic(),
                    PahoMessages.toPaho(publication),
                    null,
                    onSuccess(token -> acknowledged.run()));
        } catch (MqttException e) {
            abandon(e);
        }
    }

    void subscribe(Subscriptions.Entry entry) {
        MqttSubscription[] wanted = {new MqttSubscription(entry.filter().text(), 1)};
        try {
            client.subscribe(wanted, null, onSuccess(token -> granted(entry, token)), new MqttProperties());
        } catch (MqttException e) {
            abandon(e);
        }
    }

    void unsubscribe(TopicFilter filter) {
        try {
            client.unsubscribe(filter.text());
        } catch (MqttException e) {
            abandon(e);
        }
    }

    /** Says good-bye if the connection stands, and frees everything. */
    void close() {
        acknowledgements.close();
        try {
            if (client.isConnected()) {
                client.disconnectForcibly(0, DISCONNECT_TIMEOUT.toMillis(), true);
            }
        } catch (MqttException e) {
            LOG.debug("disconnect failed", e);
        }
        hangUp();
        end(new PahoReasons.Ended("closed", false));
    }

    private void connect(PahoOptions options, Subscriptions subscriptions) throws MqttException {
        client.setManualAcks(true);
        client.setCallback(new PahoCallback(
                (topic, message) -> {
                    callbackThread = Thread.currentThread();
                    arrived(topic, message, message.getId(), subscriptions);
                },
                this::end));
        client.connect(options, null, new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                callbackThread = Thread.currentThread();
                accepted(token);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable failure) {
                end(new PahoReasons.Ended(PahoReasons.of(failure), false));
            }
        });
    }

    private void arrived(
            String topic,
            org.eclipse.paho.mqttv5.common.MqttMessage message,
            int packetId,
            Subscriptions subscriptions) {
        int expected = message.getQos() == 0 ? AcknowledgementQueue.NO_PACKET_ID : packetId;
        subscriptions.dispatch(PahoMessages.ofPaho(topic, message), expected, acknowledgements);
    }

    private void accepted(IMqttToken token) {
        MqttProperties properties = token.getResponseProperties();
        Integer receive = properties == null ? null : properties.getReceiveMaximum();
        Long packet = properties == null ? null : properties.getMaximumPacketSize();
        if (packet != null) {
            maximumPacketBytes = Math.min(packet, LinkOptions.LARGEST_PACKET_BYTES);
        }
        accepted.complete(new Accepted(token.getSessionPresent(), receive == null ? 65_535 : receive));
    }

    private void end(PahoReasons.Ended reason) {
        acknowledgements.close();
        accepted.completeExceptionally(new LinkException(reason.text()));
        ended.complete(reason);
    }

    private void granted(Subscriptions.Entry entry, IMqttToken token) {
        int code = PahoReasons.code(token);
        if (code < ReasonCode.FIRST_FAILURE) {
            entry.granted().complete(null);
        } else {
            refused(entry, ReasonCode.text(code));
        }
    }

    private static void refused(Subscriptions.Entry entry, String reason) {
        String text = "subscription to " + entry.filter().text() + " refused: " + reason;
        if (!entry.granted().completeExceptionally(new LinkException(text))) {
            // it was granted on an earlier connection, so nobody waits for this answer
            LOG.error("{}; nothing arrives by it until the next connection", text);
        }
    }

    private void acknowledge(int packetId) {
        try {
            client.messageArrivedComplete(packetId, 1);
        } catch (MqttException e) {
            abandon(e);
        }
    }

    /** If Paho cannot take a packet, the connection is gone or broken: the next one sends it. */
    private void abandon(MqttException e) {
        LOG.debug("connection given up reason={}", PahoReasons.of(e));
        hangUp();
    }

    private void made(Socket made) {
        socket = made;
    }

    private void hangUp() {
        Socket present = socket;
        if (present == null) {
            return;
        }
        try {
            present.close();
        } catch (IOException e) {
            LOG.debug("socket not closed", e);
        }
    }

    private static MqttActionListener onSuccess(Consumer<IMqttToken> action) {
        return new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                action.accept(token);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable failure) {
                LOG.debug("left to the next connection reason={}", PahoReasons.of(failure));
            }
        };
    }
}
