package io.hyps.gateway.dispatch;

import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.TraceParent;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.mqtt.PublishOutcome;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorCodec;
import io.hyps.protocol.tensor.TensorEncoder;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.protocol.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Publishes input tensors to the runners. Blocks as {@link MqttLink#publish} does. */
public final class TensorSender {
    private final MqttLink link;

    private final ThreadLocal<TensorEncoder> encoders = ThreadLocal.withInitial(TensorEncoder::new);

    public TensorSender(MqttLink link) {
        this.link = link;
    }

    boolean isConnected() {
        return link.isConnected();
    }

    /**
     * Sends an attempt's input, encoded as its plan says.
     *
     * @return why it did not get there, in one line; nothing if it did
     */
    CompletableFuture<Optional<String>> send(
            TensorMessage.Address address, Plan plan, Tensor tensor, Duration deadline, Optional<String> traceParent) {
        Topic.Tensor topic = new Topic.Tensor(
                address.model(),
                address.epoch(),
                address.tensor(),
                address.frame().shard(plan.shards()));
        EncodedTensor content =
                encoders.get().encode(tensor, plan.tensor(address.tensor()).travelsAs());
        byte[] message = TensorCodec.encode(new TensorMessage.Data(address, content, List.of()));
        try {
            Publication publication = Publication.of(topic, Payload.of(message))
                    .ofType(TensorCodec.CONTENT_TYPE)
                    .expiringAfter(deadline);
            return link.publish(traceParent
                            .map(trace -> publication.withUserProperties(Map.of(TraceParent.NAME, trace)))
                            .orElse(publication))
                    .handle((outcome, failure) ->
                            failure == null ? failure(outcome) : Optional.of("not sent: " + failure.getMessage()));
        } catch (LinkException e) {
            return CompletableFuture.completedFuture(Optional.of("not sent: " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.completedFuture(Optional.of("not sent: the gateway stops"));
        }
    }

    private static Optional<String> failure(PublishOutcome outcome) {
        if (outcome instanceof PublishOutcome.Delivered) {
            return Optional.empty();
        }
        if (outcome instanceof PublishOutcome.NoSubscribers) {
            return Optional.of("no runner is there for the input tensor (the broker says: no matching subscribers)");
        }
        if (outcome instanceof PublishOutcome.Refused refused) {
            return Optional.of("the broker refuses the input tensor: " + refused.reason());
        }
        throw new IllegalStateException("unknown outcome " + outcome);
    }
}
