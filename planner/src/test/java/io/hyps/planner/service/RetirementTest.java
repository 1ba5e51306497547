package io.hyps.planner.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Payload;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.topic.Topic;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RetirementTest {
    private static final Topic.Plan PLAN = new Topic.Plan("m", new Epoch(2, 5));

    @Test
    void takesAWithdrawnPlanAwayOnceTheBrokerIsBack() throws Exception {
        try (InMemoryBroker broker = new InMemoryBroker()) {
            MqttLink link = broker.connect(LinkOptions.of(URI.create("tcp://in-memory:1883"), "planner")
                    .withPublishTimeout(Duration.ofMillis(50)));
            link.publish(Publication.of(PLAN, Payload.ofText("a plan")).asRetained())
                    .get();
            Retirement retirement = new Retirement(new Observed(), new Sender(link), System::nanoTime);
            broker.disconnect("planner");
            retirement.withdraw(PLAN.model(), PLAN.epoch());
            assertThat(broker.retainedTopics()).contains(PLAN.toString());

            broker.reconnect("planner");
            retirement.review(List.of(), PLAN.epoch().term());

            assertThat(broker.retainedTopics()).doesNotContain(PLAN.toString());
        }
    }
}
