package io.hyps.runner;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorCodec;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.protocol.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway as a runner sees it: sends tensors, gets outputs. */
public final class FakeGateway implements AutoCloseable {
    public static final String ID = "gw-1";

    private final MqttLink link;
    private final List<TensorMessage> answers = new CopyOnWriteArrayList<>();

    public FakeGateway(MqttLink link) {
        this.link = link;
        link.subscribe(Topic.GatewayOutput.filter(ID), this::receive);
    }

    private void receive(Delivery delivery) {
        try {
            answers.add(TensorCodec.decode(delivery.message().payload().array()));
        } catch (MalformedMessageException e) {
            throw new IllegalStateException(e);
        }
        delivery.acknowledge();
    }

    public static TensorMessage.Address address(FrameId frame, Epoch epoch, int attempt, String tensor) {
        return new TensorMessage.Address(frame, TinyPlan.MODEL, epoch, attempt, ID, tensor);
    }

    /** Sends a frame's input x on the plan's topic for it. */
    public void dispatch(FrameId frame, Epoch epoch, int attempt, float... elements) {
        send(
                new Topic.Tensor(TinyPlan.MODEL, epoch, "x", 0),
                new TensorMessage.Data(
                        address(frame, epoch, attempt, "x"), Tensor.ofFloats(TinyModel.SHAPE, elements), List.of()));
    }

    public void send(Topic topic, TensorMessage message) {
        send(topic, Payload.of(TensorCodec.encode(message)));
    }

    public void send(Topic topic, Payload payload) {
        try {
            link.publish(Publication.of(topic, payload).expiringAfter(Duration.ofSeconds(30)))
                    .join();
        } catch (LinkException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public List<TensorMessage> answersOf(FrameId frame) {
        return answers.stream().filter(a -> a.address().frame().equals(frame)).toList();
    }

    @Override
    public void close() {
        link.close();
    }
}
