package io.hyps.planner.service;

import io.hyps.protocol.Payload;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.mqtt.PublishOutcome;
import io.hyps.protocol.topic.Topic;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what the planner says, and knows when the broker has it. Blocks; not for link threads. */
final class Sender {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MqttLink link;
    private final UnaryOperator<Publication> signature;

    /** @param signature signs what is retained, if there is a key */
    Sender(MqttLink link, UnaryOperator<Publication> signature) {
        this.link = link;
        this.signature = signature;
    }

    /** Returns once the broker keeps the value. */
    void retain(Topic topic, Object value) throws LinkException, InterruptedException {
        send(signature.apply(
                Publication.of(topic, Payload.of(Json.encode(value))).asRetained()));
    }

    /** Returns once the broker keeps nothing on the topic. */
    void clear(Topic topic) throws LinkException, InterruptedException {
        send(signature.apply(Publication.of(topic, Payload.empty()).asRetained()));
    }

    /** A reply that cannot be sent is logged: the client asks again, or has gone. */
    void reply(ReplyTo to, PlannerReply reply) throws InterruptedException {
        try {
            CompletableFuture<PublishOutcome> unused = link.publish(to.publication(reply));
        } catch (LinkException e) {
            LOG.warn("reply not sent topic={} reason={}", to.topic(), e.getMessage());
        }
    }

    private void send(Publication publication) throws LinkException, InterruptedException {
        try {
            PublishOutcome outcome = link.publish(publication).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (outcome instanceof PublishOutcome.Refused refused) {
                throw new LinkException("the broker refuses " + publication.topic() + ": " + refused.reason());
            }
        } catch (ExecutionException e) {
            throw new LinkException(String.valueOf(e.getMessage()), e);
        } catch (TimeoutException e) {
            throw new LinkException("the broker did not acknowledge " + publication.topic() + " in 30 s", e);
        }
    }
}
