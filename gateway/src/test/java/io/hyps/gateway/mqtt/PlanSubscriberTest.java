package io.hyps.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.gateway.dispatch.PlanSink;
import io.hyps.gateway.dispatch.TestPlans;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.Payload;
import io.hyps.protocol.gateway.GatewayStatus.Refusal;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.signature.KeyFiles;
import io.hyps.protocol.signature.SigningKey;
import io.hyps.protocol.topic.Topic;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that trusts a key, and what somebody else makes of plans. */
class PlanSubscriberTest {
    private static final Topic.Active ACTIVE = new Topic.Active("fashion");

    @TempDir
    Path folder;

    private final InMemoryBroker broker = new InMemoryBroker();
    private final Heard heard = new Heard();
    private SigningKey key;
    private PlanSubscriber subscriber;

    @BeforeEach
    void start() throws Exception {
        key = SigningKey.open(KeyFiles.create(folder, "plans").privateFile(), Optional.empty());
        subscriber = new PlanSubscriber(broker.connect("gateway"), heard, key.trusted());
        subscriber.start();
        await().until(() -> heard.events.contains("synchronised"));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void takesWhatTheKeyHasSigned() throws Exception {
        send(key.sign(plan("1-1")));
        send(key.sign(active("1-1")));

        await().until(() -> heard.events.containsAll(List.of("published 1-1", "active 1-1")));
        assertThat(subscriber.refusals()).isEmpty();
    }

    @Test
    void passesOverWhatIsNotSigned() throws Exception {
        send(plan("1-1"));
        send(active("1-1"));
        send(Publication.of(ACTIVE, Payload.empty()).asRetained());
        send(Publication.of(new Topic.Plan("fashion", Epoch.parse("1-1")), Payload.empty())
                .asRetained());

        await().until(() -> subscriber.refusals().size() == 2);
        assertThat(subscriber.refusals()).extracting(Refusal::reason).containsOnly("bad-signature");
        assertThat(heard.events).containsExactly("synchronised");
    }

    @Test
    void passesOverAnActivePlanThatWasAltered() throws Exception {
        Publication signed = key.sign(active("1-1"));

        send(active("1-2").withUserProperties(signed.userProperties()));

        await().until(() -> !subscriber.refusals().isEmpty());
        assertThat(subscriber.refusals().get(0).message()).contains("it was altered");
        assertThat(heard.events).containsExactly("synchronised");
    }

    @Test
    void doesNotGoBackToAnActivePlanThatIsPlayedBack() throws Exception {
        Publication old = key.sign(active("1-1"));
        send(old);
        send(key.sign(active("1-2")));
        await().until(() -> heard.events.contains("active 1-2"));

        send(old);

        await().until(() -> !subscriber.refusals().isEmpty());
        assertThat(subscriber.refusals().get(0).reason()).isEqualTo("stale-epoch");
        assertThat(heard.events).endsWith("active 1-2");
        send(key.sign(active("1-3")));
        await().until(() -> subscriber.refusals().isEmpty());
    }

    private void send(Publication publication) throws Exception {
        broker.connect("sender").publish(publication).join();
    }

    private static Publication plan(String epoch) {
        PublishedPlan plan = TestPlans.plan("fashion", epoch);
        return Publication.of(new Topic.Plan("fashion", plan.epoch()), Payload.of(Json.encode(plan)))
                .asRetained();
    }

    private static Publication active(String epoch) {
        ActivePlan active = new ActivePlan(
                Epoch.parse(epoch), TestPlans.plan("fashion", epoch).planId());
        return Publication.of(ACTIVE, Payload.of(Json.encode(active))).asRetained();
    }

    /** What the dispatcher hears. */
    private static final class Heard implements PlanSink {
        private final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public void published(PublishedPlan plan) {
            events.add("published " + plan.epoch());
        }

        @Override
        public void retired(String model, Epoch epoch) {
            events.add("retired " + epoch);
        }

        @Override
        public void activated(String model, Optional<ActivePlan> active) {
            events.add("active " + active.map(a -> a.epoch().toString()).orElse("none"));
        }

        @Override
        public void synchronised() {
            events.add("synchronised");
        }
    }
}
