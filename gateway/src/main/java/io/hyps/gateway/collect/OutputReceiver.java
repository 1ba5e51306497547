package io.hyps.gateway.collect;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.tensor.TensorCodec;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.protocol.topic.Topic;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Subscribes to the outputs that runners send to this gateway. Acknowledged once counted: the frame itself is safe in Kafka. */
public final class OutputReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(OutputReceiver.class);

    private final MqttLink link;
    private final String gateway;
    private final OutputSink sink;

    public OutputReceiver(MqttLink link, String gateway, OutputSink sink) {
        this.link = link;
        this.gateway = gateway;
        this.sink = sink;
    }

    /** Subscribes until the link is closed. */
    public void start() {
        var unused = link.subscribe(Topic.GatewayOutput.filter(gateway), this::deliver)
                .granted()
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.error("outputs cannot be received: the broker refuses reason={}", failure.getMessage());
                    }
                });
    }

    private void deliver(Delivery delivery) {
        String topic = delivery.message().topic();
        try {
            TensorMessage message =
                    TensorCodec.decode(delivery.message().payload().array());
            if (!message.address().gateway().equals(gateway)) {
                throw new MalformedMessageException("tensor message refused: field gateway is '"
                        + message.address().gateway() + "'");
            }
            Optional<String> announced = Topic.GatewayOutput.parse(topic).map(Topic.GatewayOutput::tensor);
            if (!announced.equals(Optional.of(message.address().tensor()))) {
                // who may publish on the topic of one output must not answer with another
                throw new MalformedMessageException(
                        "tensor message refused: it is not of the tensor that its topic names");
            }
            sink.accept(message, delivery::acknowledge);
        } catch (MalformedMessageException e) {
            LOG.warn("output passed over topic={} reason={}", topic, e.getMessage());
            delivery.acknowledge();
        }
    }
}
