package io.hyps.runner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Payload;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.device.DeviceStatus.Refusal;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.signature.KeyFiles;
import io.hyps.protocol.signature.SigningKey;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.FakePlanner;
import io.hyps.runner.FakeWatcher;
import io.hyps.runner.TinyPlan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runner that trusts two keys, and what somebody else makes of plans. */
class SignedPlansTest {
    private static final Epoch EPOCH = new Epoch(1, 2);

    @TempDir
    Path folder;

    private final InMemoryBroker broker = new InMemoryBroker();
    private final Map<Sha256, byte[]> files = new HashMap<>(TinyPlan.files());
    private final FakePlanner planner = new FakePlanner(broker.connect("planner"), files);
    private final FakeWatcher watcher = new FakeWatcher(broker.connect("watcher"));
    private SigningKey key;
    private SigningKey next;
    private RunnerConfig config;
    private PartitionRunner runner;

    @BeforeEach
    void start() throws Exception {
        KeyFiles now = KeyFiles.create(folder, "now");
        KeyFiles later = KeyFiles.create(folder, "later");
        key = SigningKey.open(now.privateFile(), Optional.empty());
        next = SigningKey.open(later.privateFile(), Optional.empty());
        config = TestRunnerConfig.of(
                folder, Map.of("hyps.plans.trusted-keys", now.publicFile() + "," + later.publicFile()));
        open();
        await().until(() -> !watcher.all().isEmpty());
    }

    private void open() {
        runner = PartitionRunner.open(config, broker::connect, Clock.systemUTC(), () -> {});
    }

    @AfterEach
    void stop() {
        runner.close();
        planner.close();
        watcher.close();
        broker.close();
    }

    @Test
    void takesWhatAnyTrustedKeyHasSigned() {
        planner.send(key.sign(publication(EPOCH)));
        awaitReady(EPOCH);

        planner.send(next.sign(publication(new Epoch(1, 3))));
        awaitReady(new Epoch(1, 3));
    }

    @Test
    void refusesAPlanThatIsNotSigned() {
        planner.send(publication(EPOCH));

        assertThat(refusal("bad-signature").message()).contains("it is not signed");
        planner.send(key.sign(publication(EPOCH)));
        awaitReady(EPOCH);
        assertThat(watcher.latest().refused()).isEmpty();
    }

    @Test
    void refusesAPlanOfAnotherKey() throws Exception {
        SigningKey foreign = SigningKey.open(KeyFiles.create(folder, "foreign").privateFile(), Optional.empty());

        planner.send(foreign.sign(publication(EPOCH)));

        assertThat(refusal("bad-signature").message()).contains("a key that is not trusted");
    }

    @Test
    void refusesAPlanThatWasAltered() {
        planner.send(altered(json -> json.replace("\"d0\":\"edge-1\"", "\"d0\":\"edge-9\"")));

        assertThat(refusal("bad-signature").message()).contains("it was altered");
    }

    @Test
    void refusesASliceDigestThatWasAlteredThoughThePlanIdFits() {
        PublishedPlan original = TinyPlan.published(EPOCH);
        Sha256 digest = original.plan().partitions().get(0).slice().graph().sha256();
        PublishedPlan forged = TinyPlan.published(
                EPOCH, TinyPlan.plan(original.plan().partitions().get(0).peakMemoryBytes() + 1, TinyPlan.FIRST));
        assertThat(forged.planId()).isNotEqualTo(original.planId());

        planner.send(altered(json -> new String(Json.encode(forged), StandardCharsets.UTF_8)));
        assertThat(refusal("bad-signature").message()).contains("it was altered");

        planner.send(altered(json -> json.replace(digest.hex(), "0".repeat(64))));
        assertThat(refusal("bad-signature").message()).contains("it was altered");
    }

    @Test
    void refusesASignatureThatWasAltered() {
        Publication signed = key.sign(publication(EPOCH));
        Map<String, String> properties = new HashMap<>(signed.userProperties());
        properties.replaceAll((name, value) -> value.replaceAll("=+$", "").substring(0, value.length() - 6) + "AAAA==");

        planner.send(signed.withUserProperties(properties));

        assertThat(refusal("bad-signature").message()).contains("is wrong");
    }

    @Test
    void refusesASignedPlanUnderAnotherEpoch() {
        Publication signed = key.sign(publication(EPOCH));
        Publication moved = Publication.of(new Topic.Plan(TinyPlan.MODEL, new Epoch(1, 9)), signed.payload())
                .asRetained()
                .withUserProperties(signed.userProperties());

        planner.send(moved);

        assertThat(refusal("bad-signature").message()).contains("signed for another topic");
    }

    @Test
    void refusesARetiredPlanThatIsPlayedBack() {
        Publication signed = key.sign(publication(EPOCH));
        planner.send(signed);
        awaitReady(EPOCH);
        planner.send(key.sign(end(EPOCH)));
        await().until(() -> watcher.latest().partitions().isEmpty());

        planner.send(signed);

        assertThat(refusal("stale-epoch").message()).contains("was retired").contains("played back");
        assertThat(watcher.latest().partitions()).isEmpty();
    }

    @Test
    void refusesAnOlderPlanThatComesAfterANewerOne() {
        planner.send(key.sign(publication(EPOCH)));
        awaitReady(EPOCH);

        planner.send(key.sign(publication(new Epoch(1, 1))));

        assertThat(refusal("stale-epoch").message()).contains("comes after epoch 1-2");
    }

    @Test
    void refusesOldPlansAfterARestartToo() {
        planner.send(key.sign(publication(EPOCH)));
        awaitReady(EPOCH);
        planner.send(key.sign(publication(new Epoch(1, 3))));
        awaitReady(new Epoch(1, 3));
        planner.send(key.sign(end(EPOCH)));
        await().until(() -> !watcher.latest().isReady(TinyPlan.MODEL, EPOCH));
        runner.close();
        planner.send(key.sign(publication(EPOCH)));
        planner.send(key.sign(publication(new Epoch(1, 1))));

        open();

        awaitReady(new Epoch(1, 3));
        await().until(() -> watcher.latest().refused().size() == 2);
        assertThat(watcher.latest().refused())
                .allSatisfy(refused -> assertThat(refused.message()).contains("played back", "remove "));
        assertThat(watcher.latest().isReady(TinyPlan.MODEL, EPOCH)).isFalse();
    }

    @Test
    void keepsAPlanWhoseEndIsNotSigned() {
        planner.send(key.sign(publication(EPOCH)));
        awaitReady(EPOCH);

        planner.send(end(EPOCH));

        assertThat(refusal("bad-signature").message()).contains("the end of a plan is not believed");
        assertThat(watcher.latest().isReady(TinyPlan.MODEL, EPOCH)).isTrue();
    }

    @Test
    void refusesASliceThatIsNotWhatTheSignedPlanSays() {
        files.replaceAll((name, content) -> {
            byte[] tampered = content.clone();
            tampered[tampered.length / 2] ^= 1;
            return tampered;
        });

        planner.send(key.sign(publication(EPOCH)));

        assertThat(refusal("bad-slice").message()).contains("another digest");
        assertThat(watcher.latest().ready()).isEmpty();
    }

    private Publication altered(UnaryOperator<String> change) {
        Publication signed = key.sign(publication(EPOCH));
        String json = change.apply(signed.payload().text());
        assertThat(json).isNotEqualTo(signed.payload().text());
        return Publication.of(signed.topic(), Payload.ofText(json))
                .asRetained()
                .withUserProperties(signed.userProperties());
    }

    private static Publication publication(Epoch epoch) {
        return Publication.of(new Topic.Plan(TinyPlan.MODEL, epoch), Payload.of(Json.encode(TinyPlan.published(epoch))))
                .asRetained();
    }

    private static Publication end(Epoch epoch) {
        return Publication.of(new Topic.Plan(TinyPlan.MODEL, epoch), Payload.empty())
                .asRetained();
    }

    private void awaitReady(Epoch epoch) {
        await().until(() -> watcher.latest().isReady(TinyPlan.MODEL, epoch));
    }

    private Refusal refusal(String reason) {
        await().until(() ->
                watcher.latest().refused().stream().anyMatch(r -> r.reason().equals(reason)));
        return watcher.latest().refused().stream()
                .filter(r -> r.reason().equals(reason))
                .findFirst()
                .orElseThrow();
    }
}
