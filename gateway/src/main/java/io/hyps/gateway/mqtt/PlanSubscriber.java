package io.hyps.gateway.mqtt;

import io.hyps.gateway.dispatch.PlanSink;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.gateway.GatewayStatus.Refusal;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.signature.TrustedKeys;
import io.hyps.protocol.signature.UntrustedException;
import io.hyps.protocol.topic.Topic;
import java.io.Serial;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the retained plans, and which of them are active. Where keys are trusted, only what one of them has signed counts,
 * and an older plan than the active one does not become active again: a rollback is a new epoch too.
 */
public final class PlanSubscriber {
    private static final Logger LOG = LoggerFactory.getLogger(PlanSubscriber.class);

    private static final int MOST_REFUSALS = 16;

    private final MqttLink link;
    private final PlanSink plans;
    private final TrustedKeys trusted;
    /** By topic; the oldest go first. */
    private final Map<String, Refusal> refusals = new LinkedHashMap<>();

    private final Map<String, Epoch> highestActive = new HashMap<>();

    public PlanSubscriber(MqttLink link, PlanSink plans, TrustedKeys trusted) {
        this.link = link;
        this.plans = plans;
        this.trusted = trusted;
    }

    /** What was passed over last, by topic, unless something better has come on it. */
    public List<Refusal> refusals() {
        synchronized (refusals) {
            return List.copyOf(refusals.values());
        }
    }

    /** Subscribes until the link is closed. */
    public void start() {
        CompletableFuture<Void> published =
                subscribe(Topic.Plan.ALL_FILTER, message -> Topic.Plan.parse(message.topic())
                        .ifPresentOrElse(topic -> take(message, json -> plan(topic, json)), () -> ignored(message)));
        CompletableFuture<Void> active =
                subscribe(Topic.Active.ALL_FILTER, message -> Topic.Active.parse(message.topic())
                        .ifPresentOrElse(topic -> take(message, json -> active(topic, json)), () -> ignored(message)));
        var unused = CompletableFuture.allOf(published, active).whenComplete((done, failure) -> {
            if (failure == null) {
                plans.synchronised();
            } else {
                LOG.error("plans cannot be read: the broker refuses reason={}", failure.getMessage());
            }
        });
    }

    private CompletableFuture<Void> subscribe(String filter, Consumer<MqttMessage> reader) {
        return link.subscribe(filter, delivery -> {
                    reader.accept(delivery.message());
                    delivery.acknowledge();
                })
                .granted();
    }

    /** A message of old, signed as it is. */
    private static final class StaleException extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        StaleException(String message) {
            super(message);
        }
    }

    private interface Reader {
        void read(byte[] json) throws MalformedMessageException, StaleException;
    }

    private void take(MqttMessage message, Reader reader) {
        try {
            trusted.require(message);
            reader.read(message.payload().array());
            synchronized (refusals) {
                refusals.remove(message.topic());
            }
        } catch (UntrustedException e) {
            refuse(new Refusal(message.topic(), "bad-signature", "not believed: " + e.getMessage()));
        } catch (StaleException e) {
            refuse(new Refusal(message.topic(), "stale-epoch", String.valueOf(e.getMessage())));
        } catch (MalformedMessageException e) {
            refuse(new Refusal(message.topic(), "bad-plan", String.valueOf(e.getMessage())));
        }
    }

    private void plan(Topic.Plan topic, byte[] json) throws MalformedMessageException {
        if (json.length == 0) {
            plans.retired(topic.model(), topic.epoch());
            return;
        }
        PublishedPlan plan = PublishedPlan.decode(json);
        if (!plan.epoch().equals(topic.epoch()) || !plan.plan().model().name().equals(topic.model())) {
            throw new MalformedMessageException(
                    "plan refused: it is of model '" + plan.plan().model().name() + "' and epoch " + plan.epoch());
        }
        plans.published(plan);
    }

    private void active(Topic.Active topic, byte[] json) throws MalformedMessageException, StaleException {
        if (json.length == 0) {
            plans.activated(topic.model(), Optional.empty());
            return;
        }
        ActivePlan active = Json.decodeStrictly("active plan", json, ActivePlan.class);
        if (trusted.isRequired()) {
            Epoch highest = highestActive.getOrDefault(topic.model(), active.epoch());
            if (active.epoch().compareTo(highest) < 0) {
                throw new StaleException("epoch " + active.epoch() + " was active before epoch " + highest
                        + ": an old message is played back");
            }
            highestActive.put(topic.model(), active.epoch());
        }
        plans.activated(topic.model(), Optional.of(active));
    }

    private void refuse(Refusal refusal) {
        LOG.warn(
                "plan message passed over topic={} reason={}: {}",
                refusal.topic(),
                refusal.reason(),
                refusal.message());
        synchronized (refusals) {
            refusals.remove(refusal.topic());
            refusals.put(refusal.topic(), refusal);
            if (refusals.size() > MOST_REFUSALS) {
                refusals.remove(refusals.keySet().iterator().next());
            }
        }
    }

    private static void ignored(MqttMessage message) {
        LOG.warn("plan message passed over: no model or epoch in its topic topic={}", message.topic());
    }
}
