package io.hyps.it;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.result.InferenceResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client that sends whatever it likes and keeps what it hears. */
final class AnyMqttClient implements AutoCloseable {
    private static final int MOST_HEARD = 4096;
    private static final int PATIENCE_SECONDS = 60;

    private final MqttLink link;
    private final BlockingQueue<MqttMessage> heard = new ArrayBlockingQueue<>(MOST_HEARD);
    private final MqttLink.Subscription subscription;

    private AnyMqttClient(MqttLink link, String filter) {
        this.link = link;
        this.subscription = link.subscribe(filter, this::keep);
    }

    static AnyMqttClient hearing(MqttLink link, Object filter) throws Exception {
        AnyMqttClient client = new AnyMqttClient(link, filter.toString());
        client.subscription.granted().get(10, TimeUnit.SECONDS);
        return client;
    }

    void send(Publication publication) throws Exception {
        link.publish(publication).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void send(Object topic, byte[] payload) throws Exception {
        send(Publication.of(topic, Payload.of(payload)));
    }

    /** The next message. */
    MqttMessage next() throws InterruptedException {
        @Nullable MqttMessage message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("heard nothing for " + PATIENCE_SECONDS + " s");
        }
        return message;
    }

    /** All that was heard and not asked for yet. */
    List<MqttMessage> soFar() {
        List<MqttMessage> messages = new ArrayList<>();
        heard.drainTo(messages);
        return messages;
    }

    InferenceResult nextResult() throws InterruptedException, MalformedMessageException {
        return Json.decodeStrictly("result", next().payload().array(), InferenceResult.class);
    }

    @Override
    public void close() {
        subscription.close();
    }

    private void keep(Delivery delivery) {
        if (!heard.offer(delivery.message())) {
            throw new IllegalStateException("more than " + MOST_HEARD + " messages unread");
        }
        delivery.acknowledge();
    }
}
