package io.hyps.gateway.mqtt;

import io.hyps.gateway.dispatch.PlanSink;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.topic.Topic;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the retained plans, and which of them are active. */
public final class PlanSubscriber {
    private static final Logger LOG = LoggerFactory.getLogger(PlanSubscriber.class);

    private final MqttLink link;
    private final PlanSink plans;

    public PlanSubscriber(MqttLink link, PlanSink plans) {
        this.link = link;
        this.plans = plans;
    }

    /** Subscribes until the link is closed. */
    public void start() {
        CompletableFuture<Void> published = subscribe(Topic.Plan.ALL_FILTER, (topic, json) -> Topic.Plan.parse(topic)
                .ifPresentOrElse(t -> plan(t, json), () -> ignored(topic)));
        CompletableFuture<Void> active = subscribe(Topic.Active.ALL_FILTER, (topic, json) -> Topic.Active.parse(topic)
                .ifPresentOrElse(t -> active(t, json), () -> ignored(topic)));
        var unused = CompletableFuture.allOf(published, active).whenComplete((done, failure) -> {
            if (failure == null) {
                plans.synchronised();
            } else {
                LOG.error("plans cannot be read: the broker refuses reason={}", failure.getMessage());
            }
        });
    }

    private CompletableFuture<Void> subscribe(String filter, BiConsumer<String, byte[]> reader) {
        return link.subscribe(filter, delivery -> read(delivery, reader)).granted();
    }

    private static void read(Delivery delivery, BiConsumer<String, byte[]> reader) {
        reader.accept(delivery.message().topic(), delivery.message().payload().array());
        delivery.acknowledge();
    }

    private void plan(Topic.Plan topic, byte[] json) {
        if (json.length == 0) {
            plans.retired(topic.model(), topic.epoch());
            return;
        }
        try {
            PublishedPlan plan = PublishedPlan.decode(json);
            if (!plan.epoch().equals(topic.epoch())
                    || !plan.plan().model().name().equals(topic.model())) {
                throw new MalformedMessageException(
                        "plan refused: it is of model '" + plan.plan().model().name() + "' and epoch " + plan.epoch());
            }
            plans.published(plan);
        } catch (MalformedMessageException e) {
            refused(topic, e);
        }
    }

    private void active(Topic.Active topic, byte[] json) {
        if (json.length == 0) {
            plans.activated(topic.model(), Optional.empty());
            return;
        }
        try {
            plans.activated(topic.model(), Optional.of(Json.decodeStrictly("active plan", json, ActivePlan.class)));
        } catch (MalformedMessageException e) {
            refused(topic, e);
        }
    }

    private static void refused(Topic topic, MalformedMessageException e) {
        LOG.warn("plan message passed over topic={} reason={}", topic, e.getMessage());
    }

    private static void ignored(String topic) {
        LOG.warn("plan message passed over: no model or epoch in its topic topic={}", topic);
    }
}
