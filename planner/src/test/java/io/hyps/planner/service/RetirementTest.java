package io.hyps.planner.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.TestPlans;
import io.hyps.planner.acl.DeviceRoles;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.Payload;
import io.hyps.protocol.gateway.GatewayStatus;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.signature.TrustedKeys;
import io.hyps.protocol.topic.Topic;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class RetirementTest {
    private static final Topic.Plan PLAN = new Topic.Plan("m", new Epoch(2, 5));

    @Test
    void keepsALentPlanWhileAGatewayUsesItAndTakesItAwayAfterwards() throws Exception {
        try (InMemoryBroker broker = new InMemoryBroker()) {
            MqttLink link = broker.connect("planner");
            link.publish(Publication.of(PLAN, Payload.ofText("a plan")).asRetained())
                    .get();
            AtomicLong nanos = new AtomicLong();
            Observed observed = new Observed(TrustedKeys.NONE);
            Retirement retirement = new Retirement(
                    observed,
                    new Sender(link, UnaryOperator.identity()),
                    new Roles(DeviceRoles.NONE, observed),
                    nanos::get);
            retirement.lent(PLAN.model(), PLAN.epoch());
            observed.take(status(true));

            nanos.addAndGet(Duration.ofMinutes(10).toNanos());
            retirement.review(List.of(), PLAN.epoch().term());
            assertThat(broker.retainedTopics()).contains(PLAN.toString());

            observed.take(status(false));
            nanos.addAndGet(Duration.ofSeconds(19).toNanos());
            retirement.review(List.of(), PLAN.epoch().term());
            assertThat(broker.retainedTopics()).contains(PLAN.toString());
            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            retirement.review(List.of(), PLAN.epoch().term());
            assertThat(broker.retainedTopics()).doesNotContain(PLAN.toString());
        }
    }

    private static MqttMessage status(boolean online) {
        GatewayStatus status = GatewayStatus.of(
                "replay-1",
                online,
                null,
                0,
                List.of(new GatewayStatus.ModelDispatch(PLAN.model(), PLAN.epoch(), List.of(), 0)));
        return new MqttMessage(
                new Topic.GatewayStatus("replay-1").toString(),
                Payload.of(Json.encode(status)),
                true,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    /** The broker brings back what it is sent, and may do so before it acknowledges it. */
    @Test
    void takesRolesBackThoughItHearsOfTheEndItselfFirst() throws Exception {
        try (InMemoryBroker broker = new InMemoryBroker()) {
            MqttLink link = broker.connect("planner");
            PublishedPlan plan = TestPlans.onThreeDevices();
            Topic.Plan topic = new Topic.Plan("m", plan.epoch());
            Observed observed = new Observed(TrustedKeys.NONE);
            observed.published(plan);
            Set<String> changed = new HashSet<>();
            Sender hearing = new Sender(link, publication -> {
                observed.withdrawn("m", plan.epoch());
                return publication;
            });
            Retirement retirement = new Retirement(
                    observed, hearing, new Roles((devices, plans) -> changed.addAll(devices), observed), () -> 0);

            retirement.withdraw(topic.model(), topic.epoch());

            assertThat(changed).containsExactlyInAnyOrder("edge-1", "edge-2", "edge-3");
        }
    }

    @Test
    void takesAWithdrawnPlanAwayOnceTheBrokerIsBack() throws Exception {
        try (InMemoryBroker broker = new InMemoryBroker()) {
            MqttLink link = broker.connect(LinkOptions.of(URI.create("tcp://in-memory:1883"), "planner")
                    .withPublishTimeout(Duration.ofMillis(50)));
            link.publish(Publication.of(PLAN, Payload.ofText("a plan")).asRetained())
                    .get();
            Observed observed = new Observed(TrustedKeys.NONE);
            Retirement retirement = new Retirement(
                    observed,
                    new Sender(link, UnaryOperator.identity()),
                    new Roles(DeviceRoles.NONE, observed),
                    System::nanoTime);
            broker.disconnect("planner");
            retirement.withdraw(PLAN.model(), PLAN.epoch());
            assertThat(broker.retainedTopics()).contains(PLAN.toString());

            broker.reconnect("planner");
            retirement.review(List.of(), PLAN.epoch().term());

            assertThat(broker.retainedTopics()).doesNotContain(PLAN.toString());
        }
    }
}
