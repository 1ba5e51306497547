package io.hyps.gateway.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorCodec;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.protocol.topic.Topic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class OutputReceiverTest {
    @Test
    void takesNoOutputByTheTopicOfAnotherOne() throws Exception {
        List<String> taken = new CopyOnWriteArrayList<>();
        try (InMemoryBroker broker = new InMemoryBroker()) {
            MqttLink link = broker.connect("gateway");
            new OutputReceiver(link, "gw-1", (message, counted) -> {
                        taken.add(message.address().tensor());
                        counted.run();
                    })
                    .start();
            MqttLink runner = broker.connect("runner");

            runner.publish(output("hidden", "logits")).join();
            runner.publish(output("hidden", "hidden")).join();

            await().until(() -> !taken.isEmpty());
            broker.awaitDeliveries();
            assertThat(taken).containsExactly("hidden");
        }
    }

    private static Publication output(String topic, String tensor) {
        TensorMessage.Address address =
                new TensorMessage.Address(FrameId.create(), "tiny", new Epoch(1, 1), 1, "gw-1", tensor);
        return Publication.of(
                new Topic.GatewayOutput("gw-1", topic),
                Payload.of(TensorCodec.encode(
                        new TensorMessage.Data(address, Tensor.ofFloats(Shape.of(1), 1), List.of()))));
    }
}
