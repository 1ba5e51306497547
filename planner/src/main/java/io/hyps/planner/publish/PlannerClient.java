package io.hyps.planner.publish;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.control.PlannerRequest;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.mqtt.PublishOutcome;
import io.hyps.protocol.topic.Topic;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Talks with the planner service, one conversation at a time. Used by one thread. */
public final class PlannerClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlannerClient.class);
    private static final int MOST_REPLIES_WAITING = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MqttLink link;
    private final Topic.PlannerReplies repliesTopic;
    private final BlockingQueue<Answer> answers = new ArrayBlockingQueue<>(MOST_REPLIES_WAITING);
    private final MqttLink.Subscription subscription;

    private PlannerClient(MqttLink link, String clientId) {
        this.link = link;
        repliesTopic = new Topic.PlannerReplies(clientId);
        subscription = link.subscribe(repliesTopic.toString(), this::take);
    }

    /**
     * Subscribes to the replies.
     *
     * @param link connected; stays the caller's to close
     */
    public static PlannerClient open(MqttLink link, String clientId) throws NoPlannerException, InterruptedException {
        PlannerClient client = new PlannerClient(link, clientId);
        try {
            client.subscription.granted().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return client;
        } catch (ExecutionException | TimeoutException e) {
            client.close();
            throw new NoPlannerException("the broker does not let us subscribe to " + client.repliesTopic, e);
        }
    }

    private record Answer(Payload conversation, PlannerReply reply) {}

    /** Asks, and tells the conversation's id, by which replies are known. */
    Payload ask(PlannerRequest request) throws NoPlannerException, InterruptedException {
        Payload conversation = newConversation();
        send(Payload.of(Json.encode(request)), PlannerRequest.CONTENT_TYPE, conversation);
        return conversation;
    }

    static Payload newConversation() {
        return Payload.ofText(UUID.randomUUID().toString());
    }

    void send(Payload payload, String contentType, Payload conversation)
            throws NoPlannerException, InterruptedException {
        try {
            PublishOutcome outcome = link.publish(Publication.of(new Topic.PlannerRequests(), payload)
                            .ofType(contentType)
                            .replyingTo(repliesTopic, conversation))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (outcome instanceof PublishOutcome.NoSubscribers) {
                throw new NoPlannerException("no planner service is on this broker: start one with 'hyps planner'");
            }
            if (outcome instanceof PublishOutcome.Refused refused) {
                throw new NoPlannerException("the broker refuses our request: " + refused.reason());
            }
        } catch (LinkException | ExecutionException | TimeoutException e) {
            throw new NoPlannerException("the request could not be sent: " + e.getMessage(), e);
        }
    }

    /** The conversation's next reply. */
    PlannerReply await(Payload conversation, long deadlineNanos) throws NoPlannerException, InterruptedException {
        while (true) {
            Answer answer = answers.poll(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (answer == null) {
                throw new NoPlannerException(
                        "the planner service did not answer in time: see that 'hyps planner' runs, and its log");
            }
            if (answer.conversation().equals(conversation)) {
                return answer.reply();
            }
        }
    }

    private void take(Delivery delivery) {
        try {
            PlannerReply reply =
                    Json.decode("planner's reply", delivery.message().payload().array(), PlannerReply.class);
            Payload conversation = delivery.message().correlation().orElseGet(Payload::empty);
            if (!answers.offer(new Answer(conversation, reply))) {
                LOG.warn("reply dropped: {} are waiting", MOST_REPLIES_WAITING);
            }
        } catch (MalformedMessageException e) {
            LOG.warn("reply ignored reason={}", e.getMessage());
        }
        delivery.acknowledge();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
