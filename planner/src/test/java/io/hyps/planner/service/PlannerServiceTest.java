package io.hyps.planner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hyps.planner.PlanChoices;
import io.hyps.planner.PlanOutcome;
import io.hyps.planner.PlanRequest;
import io.hyps.planner.Planner;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.publish.PlannerClient;
import io.hyps.planner.publish.PublishListener;
import io.hyps.planner.publish.Publisher;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.store.DiskFailure;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.Required;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.control.PlannerReply.Reason;
import io.hyps.protocol.control.PlannerRequest;
import io.hyps.protocol.gateway.GatewayStatus;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.signature.KeyFiles;
import io.hyps.protocol.signature.SigningKey;
import io.hyps.protocol.signature.TrustedKeys;
import io.hyps.protocol.slice.SliceChunk;
import io.hyps.protocol.slice.SliceRequest;
import io.hyps.protocol.topic.Topic;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlannerServiceTest {
    private static final Path MODEL = Path.of("src/test/resources/models/fashion_lenet5.onnx");
    private static final String NAME = "fashion_lenet5";
    private static final long ENOUGH = 1 << 20;

    /** Plans are the same for all tests, and take seconds each. */
    @TempDir
    static Path plans;

    @TempDir
    Path folder;

    private final InMemoryBroker broker = new InMemoryBroker();
    private final BlockingQueue<PlannerReply.Waiting> waits = new LinkedBlockingQueue<>();
    private MqttLink clientLink;
    private PlannerService service;

    PlannerServiceTest() {
        clientLink = broker.connect("client");
    }

    @BeforeEach
    void start() throws Exception {
        service = start(Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        service.close();
        broker.close();
    }

    private PlannerService start(Duration readyTimeout) throws Exception {
        return start(broker.connect("hyps-planner"), readyTimeout);
    }

    private PlannerService start(MqttLink link) throws Exception {
        return start(link, Duration.ofSeconds(20));
    }

    private PlannerService start(MqttLink link, Duration readyTimeout) throws Exception {
        return start(link, readyTimeout, Duration.ZERO);
    }

    private PlannerService start(MqttLink link, Duration readyTimeout, Duration failoverAfter) throws Exception {
        PlannerService started = PlannerService.start(
                link,
                folder.resolve("store"),
                new PlannerService.Limits(ByteSize.parse("1GiB"), readyTimeout, failoverAfter),
                System::nanoTime);
        await().until(started::isLeading);
        return started;
    }

    @Test
    void leadsOnceTheBrokerHasGrantedItsRequests() throws Exception {
        service.close();
        CompletableFuture<String> asked = new CompletableFuture<>();
        CompletableFuture<Void> granted = new CompletableFuture<>();
        service = PlannerService.start(
                grantingRequestsLate(broker.connect("hyps-planner"), asked, granted),
                folder.resolve("store"),
                new PlannerService.Limits(ByteSize.parse("1GiB"), Duration.ofSeconds(20), Duration.ZERO),
                System::nanoTime);
        asked.get(10, TimeUnit.SECONDS);

        assertThat(service.isLeading()).isFalse();

        granted.complete(null);
        await().until(service::isLeading);
    }

    /** A link that has only the subscription to requests granted when told so. */
    private static MqttLink grantingRequestsLate(
            MqttLink link, CompletableFuture<String> asked, CompletableFuture<Void> granted) {
        String requests = new Topic.PlannerRequests().toString();
        return (MqttLink) Proxy.newProxyInstance(
                MqttLink.class.getClassLoader(), new Class<?>[] {MqttLink.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(link, arguments);
                    if (!method.getName().equals("subscribe") || !requests.equals(arguments[0])) {
                        return result;
                    }
                    asked.complete(requests);
                    return new MqttLink.Subscription() {
                        @Override
                        public CompletableFuture<Void> granted() {
                            return granted;
                        }

                        @Override
                        public void close() {
                            ((MqttLink.Subscription) result).close();
                        }
                    };
                });
    }

    @Test
    void activatesAPlanOnceAllItsDevicesAreReady() throws Exception {
        List<Runner> runners = runners("edge-1", "edge-2");
        CompletableFuture<PlannerReply> reply = publish(plan(2), Map.of("d0", "edge-2"));

        Epoch epoch = nextWait().epoch();
        assertThat(broker.retainedTopics()).contains(new Topic.Plan(NAME, epoch).toString());
        runners.get(0).ready(NAME, epoch);
        await().until(() -> nextWait().ready().equals(List.of("edge-1")));
        assertThat(broker.retainedTopics()).doesNotContain(new Topic.Active(NAME).toString());
        runners.get(1).ready(NAME, epoch);

        assertThat(reply.get(10, TimeUnit.SECONDS)).isInstanceOfSatisfying(PlannerReply.Activated.class, active -> {
            assertThat(active.epoch()).isEqualTo(epoch);
            assertThat(active.bindings()).isEqualTo(Map.of("d0", "edge-2", "d1", "edge-1"));
        });
        assertThat(broker.retainedTopics()).contains(new Topic.Active(NAME).toString());
    }

    @Test
    void withdrawsAPlanThatADeviceRefuses() throws Exception {
        Runner runner = runners("edge-1").get(0);
        CompletableFuture<PlannerReply> reply = publish(plan(1), Map.of());

        Epoch epoch = nextWait().epoch();
        runner.refuse(NAME, epoch);

        assertRefused(reply, Reason.DEVICE_REFUSED, "device 'edge-1' refused the plan: needs 2 MiB, 1 MiB left");
        assertThat(broker.retainedTopics()).doesNotContain(new Topic.Plan(NAME, epoch).toString());
    }

    @Test
    void withdrawsAPlanWhoseDevicesAreLate() throws Exception {
        service.close();
        service = start(Duration.ofMillis(300));
        runners("edge-1");

        assertRefused(publish(plan(1), Map.of()), Reason.UNREACHABLE, "edge-1 (online)");
        assertThat(broker.retainedTopics())
                .noneMatch(topic -> Topic.Plan.parse(topic).isPresent());
    }

    @Test
    void refusesWhatNoDeviceCanTake() throws Exception {
        assertRefused(publish(plan(2), Map.of()), Reason.UNREACHABLE, "needs 2 devices, online are 0");
        new Runner(broker, "small", 10);
        assertRefused(publish(plan(1), Map.of()), Reason.INFEASIBLE, "device 'small' has 10 B available");
        assertRefused(publish(plan(1), Map.of("d0", "nobody")), Reason.UNREACHABLE, "'nobody' for 'd0' is not online");
        assertRefused(publish(plan(1), Map.of("d7", "small")), Reason.BAD_REQUEST, "has no device 'd7'");
    }

    @Test
    void rollsBackToThePlanBefore() throws Exception {
        List<Runner> runners = runners("edge-1", "edge-2");
        PlanFolder first = plan(1);
        activate(first, runners);
        activate(plan(2), runners);

        CompletableFuture<PlannerReply> reply = conversation(publisher -> publisher.rollback(NAME));
        Epoch epoch = nextWait().epoch();
        for (Runner runner : runners) {
            runner.ready(NAME, epoch);
        }

        assertThat(reply.get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(PlannerReply.Activated.class, active -> assertThat(active.planId())
                        .isEqualTo(first.plan().id()));
        assertThat(conversation(p -> p.rollback("unknown")).get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(PlannerReply.Refused.class, r -> assertThat(r.message())
                        .contains("'unknown' has no active plan"));
    }

    @Test
    void preparesAPlanBesideTheActiveOne() throws Exception {
        List<Runner> runners = runners("edge-1", "edge-2");
        Epoch active = activate(plan(1), runners);
        BlockingQueue<Payload> activations = new LinkedBlockingQueue<>();
        broker.connect("watcher").subscribe(new Topic.Active(NAME).toString(), delivery -> {
            activations.add(delivery.message().payload());
            delivery.acknowledge();
        });
        PlanFolder other = plan(2);

        CompletableFuture<PlannerReply> reply = conversation(publisher -> publisher.prepare(other, Map.of()));
        Epoch epoch = nextWait().epoch();
        for (Runner runner : runners) {
            runner.ready(NAME, epoch);
        }

        assertThat(reply.get(10, TimeUnit.SECONDS)).isInstanceOfSatisfying(PlannerReply.Prepared.class, prepared -> {
            assertThat(prepared.epoch()).isEqualTo(epoch);
            assertThat(prepared.planId()).isEqualTo(other.plan().id());
        });
        assertThat(activations).as("only the one that was retained").hasSize(1);
        assertThat(broker.retainedTopics())
                .contains(new Topic.Plan(NAME, epoch).toString(), new Topic.Plan(NAME, active).toString());
        assertThat(conversation(p -> p.rollback(NAME)).get(10, TimeUnit.SECONDS))
                .as("a plan that was never active is none to go back to")
                .isInstanceOf(PlannerReply.Refused.class);
    }

    @Test
    void retiresTheOldPlanWhenNoGatewayUsesIt() throws Exception {
        List<Runner> runners = runners("edge-1", "edge-2");
        Epoch old = activate(plan(1), runners);
        gateway(old);
        activate(plan(2), runners);
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(5)).until(() -> broker.retainedTopics()
                .contains(new Topic.Plan(NAME, old).toString()));

        gateway(new Epoch(9, 9));

        await().until(() -> !broker.retainedTopics().contains(new Topic.Plan(NAME, old).toString()));
    }

    @Test
    void beginsANewTermAndKeepsWhatIsActiveAfterARestart() throws Exception {
        List<Runner> runners = runners("edge-1");
        Epoch first = activate(plan(1), runners);
        service.close();

        service = start(Duration.ofSeconds(20));

        assertThat(broker.retainedTopics()).contains(new Topic.Plan(NAME, first).toString());
        Epoch second = activate(plan(1), runners);
        assertThat(second.term()).isGreaterThan(first.term());
    }

    @Test
    void servesChunksOfWhatIsInTheStore() throws Exception {
        List<Runner> runners = runners("edge-1");
        PlanFolder plan = plan(1);
        activate(plan, runners);
        SliceRef.Blob weights = plan.blobs().values().stream()
                .filter(b -> b.bytes() > 10_000)
                .findFirst()
                .orElseThrow();
        BlockingQueue<SliceChunk> chunks = new LinkedBlockingQueue<>();
        MqttLink link = broker.connect("fetcher");
        link.subscribe(new Topic.SliceChunks("edge-1").toString(), delivery -> {
            try {
                chunks.add(SliceChunk.decode(delivery.message().payload().array()));
            } catch (MalformedMessageException e) {
                throw new IllegalStateException(e);
            }
            delivery.acknowledge();
        });

        request(link, new SliceRequest(weights.sha256(), 4096, 1000));
        request(link, new SliceRequest(Sha256.of(new byte[3]), 0, 1000));
        link.publish(Publication.of(new Topic.SliceRequests("edge-1"), Payload.ofText("{nonsense")))
                .get();
        request(link, new SliceRequest(weights.sha256(), weights.bytes() - 5, 1000));

        assertThat(chunks.poll(5, TimeUnit.SECONDS)).isInstanceOfSatisfying(SliceChunk.Range.class, range -> {
            assertThat(range.data().remaining()).isEqualTo(1000);
            assertThat(range.totalBytes()).isEqualTo(weights.bytes());
        });
        assertThat(chunks.poll(5, TimeUnit.SECONDS)).isInstanceOf(SliceChunk.Unavailable.class);
        assertThat(chunks.poll(5, TimeUnit.SECONDS)).isInstanceOfSatisfying(SliceChunk.Range.class, range -> assertThat(
                        range.data().remaining())
                .isEqualTo(5));
        await().until(() -> broker.unacknowledged("hyps-planner") == 0);
    }

    @Test
    void refusesUploadsThatAreNotWhatTheySay() throws Exception {
        byte[] content = {1, 2, 3, 4};
        Sha256 wrong = Sha256.of(new byte[] {9});
        byte[] whole = new SliceChunk.Range(wrong, 0, 4, ByteBuffer.wrap(content)).encode();
        byte[] corrupt = new SliceChunk.Range(Sha256.of(content), 0, 4, ByteBuffer.wrap(content)).encode();
        corrupt[corrupt.length - 1] ^= 1;
        byte[] huge = new SliceChunk.Range(wrong, 0, 1L << 40, ByteBuffer.wrap(content)).encode();

        assertThat(upload(whole)).isInstanceOfSatisfying(PlannerReply.Refused.class, r -> assertThat(r.message())
                .contains("has the digest"));
        assertThat(upload(corrupt)).isInstanceOfSatisfying(PlannerReply.Refused.class, r -> assertThat(r.message())
                .contains("do not match their CRC32C"));
        assertThat(upload(huge)).isInstanceOfSatisfying(PlannerReply.Refused.class, r -> assertThat(r.message())
                .contains("over the store's limit"));
        assertThat(upload("nonsense".getBytes(StandardCharsets.UTF_8))).isInstanceOf(PlannerReply.Refused.class);
        assertThat(folder.resolve("store/blobs")).isEmptyDirectory();
    }

    @Test
    void resumesAnUploadWhereItStopped() throws Exception {
        byte[] content = {1, 2, 3, 4, 5, 6};
        Sha256 sha256 = Sha256.of(content);

        assertThat(upload(new SliceChunk.Range(sha256, 0, 6, ByteBuffer.wrap(content, 0, 4)).encode()))
                .isEqualTo(new PlannerReply.Stored(sha256, 4, false));
        assertThat(upload(new SliceChunk.Range(sha256, 0, 6, ByteBuffer.wrap(content, 0, 4)).encode()))
                .isEqualTo(new PlannerReply.Stored(sha256, 4, false));
        assertThat(upload(new SliceChunk.Range(sha256, 4, 6, ByteBuffer.wrap(content, 4, 2)).encode()))
                .isEqualTo(new PlannerReply.Stored(sha256, 6, true));
    }

    @Test
    void refusesAPlanWithUnknownFields() throws Exception {
        String request =
                Payload.of(Json.encode(new PlannerRequest.Rollback("m"))).text().replace("}", ",\"surprise\":1}");

        assertThat(send(Payload.ofText(request), PlannerRequest.CONTENT_TYPE))
                .isInstanceOfSatisfying(PlannerReply.Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.BAD_REQUEST);
                    assertThat(refused.message()).contains("unknown field 'surprise'");
                });
    }

    @Test
    void takesAwayPlansThatAnEarlierLeaderNeverActivated() throws Exception {
        service.close();
        PlanFolder plan = plan(1);
        PublishedPlan orphan =
                new PublishedPlan(new Epoch(1, 77), plan.plan().id(), Map.of("d0", "edge-1"), plan.plan());
        clientLink
                .publish(Publication.of(new Topic.Plan(NAME, orphan.epoch()), Payload.of(Json.encode(orphan)))
                        .asRetained())
                .get();

        service = start(Duration.ofSeconds(20));

        await().until(() -> !broker.retainedTopics().contains(new Topic.Plan(NAME, orphan.epoch()).toString()));
    }

    @Test
    void leadsNoMoreWhenAnotherPlannerTakesOver() throws Exception {
        service.close();
        MqttLink firstLink = broker.connect(exclusive());
        PlannerService first = start(firstLink);
        service = first;

        try (PlannerService second = start(broker.connect(exclusive()))) {
            assertThat(first.isLeading()).isFalse();
            assertThat(firstLink.isConnected()).isFalse();
            assertThat(second.isLeading()).isTrue();
            runners("edge-1");
            assertRefused(publish(plan(1), Map.of("d7", "edge-1")), Reason.BAD_REQUEST, "has no device 'd7'");
        }
        assertThat(Files.readString(folder.resolve("store/term"))).isEqualTo("3");
    }

    @Test
    void refusesUploadsWhenTheDiskIsFull() throws Exception {
        service.close();
        service = PlannerService.start(
                broker.connect("hyps-planner"),
                folder.resolve("store"),
                new PlannerService.Limits(new ByteSize(Long.MAX_VALUE), Duration.ofSeconds(20), Duration.ZERO),
                System::nanoTime);
        await().until(service::isLeading);
        byte[] content = {1, 2, 3, 4};
        byte[] chunk = new SliceChunk.Range(Sha256.of(content), 0, 1L << 60, ByteBuffer.wrap(content)).encode();

        assertThat(upload(chunk)).isInstanceOfSatisfying(PlannerReply.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.BUSY);
            assertThat(refused.message())
                    .contains("the store's disk has", "make room in")
                    .hasLineCount(1);
        });
        assertThat(folder.resolve("store/blobs")).isEmptyDirectory();
    }

    @Test
    void refusesUploadsWhenTheStoreCannotBeWritten() throws Exception {
        putAFileInTheWay(folder.resolve("store/blobs"));

        assertRefused(publish(plan(1), Map.of()), Reason.BUSY, "the store failed: " + folder.resolve("store/blobs"));
    }

    @Test
    void refusesAPlanThatCannotBeKept() throws Exception {
        runners("edge-1");
        putAFileInTheWay(folder.resolve("store/models"));

        assertRefused(publish(plan(1), Map.of()), Reason.BUSY, "the store failed: " + folder.resolve("store/models"));
        assertThat(broker.retainedTopics())
                .noneMatch(topic -> Topic.Plan.parse(topic).isPresent());
    }

    @Test
    void goesOnWithAPlanPutBackWhenAnotherCannotBeKept() throws Exception {
        Runner runner = runners("edge-1").get(0);
        Epoch first = activate(plan(1), List.of(runner));
        service.close();
        retain(new Topic.Active(NAME).toString(), Payload.empty());
        retain(new Topic.Plan(NAME, first).toString(), Payload.empty());
        service = start(Duration.ofSeconds(20));
        Epoch putBack = new Epoch(first.term() + 1, 1);
        String topic = new Topic.Plan(NAME, putBack).toString();
        await().until(() -> broker.retainedTopics().contains(topic));
        Path models = folder.resolve("store/models");
        putAFileInTheWay(models);

        assertRefused(publish(plan(1), Map.of()), Reason.BUSY, "the store failed: " + models);
        assertThat(broker.retainedTopics()).contains(topic);
        Files.delete(models);
        Files.move(models.resolveSibling("moved"), models);
        runner.ready(NAME, putBack);

        await().until(() -> broker.retainedTopics().contains(new Topic.Active(NAME).toString()));
    }

    @Test
    void withdrawsAPlanWhoseActivationCannotBeKept() throws Exception {
        Runner runner = runners("edge-1").get(0);
        CompletableFuture<PlannerReply> reply = publish(plan(1), Map.of());
        Epoch epoch = nextWait().epoch();
        putAFileInTheWay(folder.resolve("store/models"));

        runner.ready(NAME, epoch);

        assertRefused(reply, Reason.BUSY, "the store failed: " + folder.resolve("store/models"));
        assertThat(broker.retainedTopics())
                .doesNotContain(new Topic.Active(NAME).toString(), new Topic.Plan(NAME, epoch).toString());
    }

    @Test
    void doesNotStartWhereNoStoreCanBe() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> PlannerService.start(
                        clientLink,
                        file.resolve("store"),
                        new PlannerService.Limits(ByteSize.parse("1GiB"), Duration.ofSeconds(20), Duration.ZERO),
                        System::nanoTime))
                .isInstanceOfSatisfying(FileSystemException.class, e -> assertThat(DiskFailure.line(e))
                        .startsWith(file.toString())
                        .doesNotContain("null"));
    }

    @Test
    void givesThePartOfALostDeviceToASpareOne() throws Exception {
        failOverAfter(Duration.ofMillis(300));
        List<Runner> runners = runners("edge-1", "edge-2", "edge-3");
        PlanFolder plan = plan(2);
        CompletableFuture<PlannerReply> reply = publish(plan, Map.of("d0", "edge-1", "d1", "edge-2"));
        Epoch first = readyAll(runners, reply);
        runners.get(0).readyForAll(NAME);
        runners.get(2).readyForAll(NAME);
        BlockingQueue<ActivePlan> activations = activations();

        runners.get(1).offline();

        await().until(() ->
                activations.stream().anyMatch(active -> active.epoch().compareTo(first) > 0));
        assertThat(activations)
                .extracting(ActivePlan::planId)
                .containsExactly(plan.plan().id(), plan.plan().id());
        await().until(() -> !broker.retainedTopics().contains(new Topic.Plan(NAME, first).toString()));
    }

    @Test
    void activatesThePlanThatWasMadeForTheLossWhereThereIsNoSpareDevice() throws Exception {
        failOverAfter(Duration.ofMillis(300));
        List<Runner> runners = runners("edge-1", "edge-2");
        PlanFolder plan = planWithLosses(2);
        Epoch first = readyAll(runners, publish(plan, Map.of("d0", "edge-1", "d1", "edge-2")));
        runners.get(0).readyForAll(NAME);
        BlockingQueue<ActivePlan> activations = activations();

        runners.get(1).offline();

        await().until(() -> activations.size() == 2);
        Plan withoutTheLost = Required.field("d1", plan.losses().get("d1")).plan();
        assertThat(activations)
                .extracting(ActivePlan::planId)
                .containsExactly(plan.plan().id(), withoutTheLost.id());
        assertThat(activations).extracting(ActivePlan::epoch).allSatisfy(epoch -> assertThat(epoch)
                .isGreaterThanOrEqualTo(first));
    }

    @Test
    void keepsThePlansForLossesOfTheActivePlanWhenAnotherPublicationIsRefused() throws Exception {
        failOverAfter(Duration.ofMillis(300));
        List<Runner> runners = runners("edge-1", "edge-2");
        PlanFolder plan = planWithLosses(2);
        readyAll(runners, publish(plan, Map.of("d0", "edge-1", "d1", "edge-2")));
        runners.get(0).readyForAll(NAME);
        BlockingQueue<ActivePlan> activations = activations();
        PlanFolder without = plan(2);
        assertThat(without.plan().id()).isEqualTo(plan.plan().id());
        assertThat(publish(without, Map.of("d0", "edge-9")).get(15, TimeUnit.SECONDS))
                .isInstanceOf(PlannerReply.Refused.class);

        runners.get(1).offline();

        await().until(() -> activations.size() == 2);
    }

    @Test
    void leavesThePlanToADeviceThatIsBackInTime() throws Exception {
        failOverAfter(Duration.ofSeconds(1));
        List<Runner> runners = runners("edge-1", "edge-2");
        Epoch first = readyAll(runners.subList(0, 1), publish(plan(1), Map.of("d0", "edge-1")));
        runners.get(1).readyForAll(NAME);
        BlockingQueue<ActivePlan> activations = activations();

        runners.get(0).offline();
        runners.get(0).ready(NAME, first);

        await().during(Duration.ofMillis(1500)).atMost(Duration.ofSeconds(3)).until(() -> activations.size() == 1);
    }

    @Test
    void refusesAPlanForALossThatNeedsTheLostDevice() throws Exception {
        Plan plan = plan(1).plan();

        assertThatThrownBy(() -> new PlannerRequest.Publish(plan, Map.of(), Map.of("d0", plan)))
                .hasMessageContaining("field 'losses': the plan for 'd0'");
    }

    private void failOverAfter(Duration patience) throws Exception {
        service.close();
        service = start(broker.connect("hyps-planner"), Duration.ofSeconds(20), patience);
    }

    private Epoch readyAll(List<Runner> runners, CompletableFuture<PlannerReply> reply) throws Exception {
        Epoch epoch = nextWait().epoch();
        for (Runner runner : runners) {
            runner.ready(NAME, epoch);
        }
        assertThat(reply.get(10, TimeUnit.SECONDS)).isInstanceOf(PlannerReply.Activated.class);
        return epoch;
    }

    /** The active plan and those that come after it. */
    private BlockingQueue<ActivePlan> activations() throws Exception {
        BlockingQueue<ActivePlan> activations = new LinkedBlockingQueue<>();
        broker.connect("watcher").subscribe(new Topic.Active(NAME).toString(), delivery -> {
            try {
                activations.add(
                        Json.decode("active plan", delivery.message().payload().array(), ActivePlan.class));
            } catch (MalformedMessageException e) {
                throw new IllegalStateException(e);
            }
            delivery.acknowledge();
        });
        await().until(() -> activations.size() == 1);
        return activations;
    }

    private PlanFolder planWithLosses(int devices) throws Exception {
        Path out = plans.resolve("losses-" + devices);
        if (!Files.exists(out)) {
            PlanRequest request = PlanRequest.of(MODEL, specs(devices), Objective.MEMORY, out);
            assertThat(Planner.create()
                            .plan(request.withChoices(
                                    PlanChoices.of(Objective.MEMORY).withLosses(true))))
                    .isInstanceOf(PlanOutcome.Feasible.class);
        }
        return PlanFolder.open(out);
    }

    private static List<DeviceSpec> specs(int devices) {
        return IntStream.range(0, devices)
                .mapToObj(i -> new DeviceSpec("d" + i, 1L << 30, 1, 0))
                .toList();
    }

    private static LinkOptions exclusive() {
        return LinkOptions.of(URI.create("tcp://in-memory:1883"), "hyps-planner")
                .asExclusive();
    }

    /** What also stops root, which no permissions do. */
    private static void putAFileInTheWay(Path place) throws Exception {
        Files.move(place, place.resolveSibling("moved"));
        Files.writeString(place, "");
    }

    @Test
    void leadsAlthoughDevicesSaySomethingAllTheTime() throws Exception {
        Runner busy = runners("busy").get(0);
        service.close();
        ScheduledExecutorService talk = Executors.newSingleThreadScheduledExecutor();
        try {
            ScheduledFuture<?> unused =
                    talk.scheduleAtFixedRate(() -> busy.readyNow(NAME, new Epoch(1, 1)), 0, 50, TimeUnit.MILLISECONDS);

            service = start(Duration.ofSeconds(20));

            assertThat(service.isLeading()).isTrue();
        } finally {
            talk.shutdownNow();
        }
    }

    @Test
    void passesOverAStatusOfAnotherDevice() throws Exception {
        new Runner(broker, "edge-1", ENOUGH, "edge-2");
        runners("edge-1");

        CompletableFuture<PlannerReply> unused = publish(plan(1), Map.of());

        assertThat(nextWait().bindings()).isEqualTo(Map.of("d0", "edge-1"));
    }

    @Test
    void provesAnUploadOfWhichAllIsThereButTheProof() throws Exception {
        byte[] content = {1, 2, 3, 4, 5, 6};
        Sha256 sha256 = Sha256.of(content);
        Files.write(folder.resolve("store/blobs/" + sha256 + ".part"), content);

        assertThat(upload(new SliceChunk.Range(sha256, 0, 6, ByteBuffer.wrap(content, 0, 4)).encode()))
                .isEqualTo(new PlannerReply.Stored(sha256, 6, true));
    }

    @Test
    void leadsAlthoughAStoredPlanIsDamaged() throws Exception {
        Epoch epoch = activate(plan(1), runners("edge-1"));
        service.close();
        for (Object topic : List.of(new Topic.Active(NAME), new Topic.Plan(NAME, epoch))) {
            clientLink
                    .publish(Publication.of(topic, Payload.empty()).asRetained())
                    .get();
        }
        Path stored = folder.resolve("store/models/" + NAME + "/plans/" + epoch + ".json");
        assertThat(stored).isRegularFile();
        Files.writeString(stored, "{");

        service = start(Duration.ofSeconds(20));

        assertThat(service.isLeading()).isTrue();
    }

    @Test
    void signsWhatItRetainsAndPutsRightWhatSomebodyElseWrote() throws Exception {
        SigningKey key = startAgainWithAKey();
        Map<String, MqttMessage> seen = watch();
        Epoch epoch = activate(plan(1), runners("edge-1"));
        String plan = new Topic.Plan(NAME, epoch).toString();
        String active = new Topic.Active(NAME).toString();
        await().until(() -> seen.keySet().containsAll(List.of(plan, active)));
        key.trusted().require(Required.field(plan, seen.get(plan)));
        key.trusted().require(Required.field(active, seen.get(active)));
        Payload ours = Required.field(active, seen.get(active)).payload();

        String foreign = new Topic.Plan(NAME, new Epoch(99, 1)).toString();
        retain(foreign, Required.field(plan, seen.get(plan)).payload());
        retain(plan, Payload.empty());
        retain(active, Payload.ofText("{}"));

        await().until(() -> !broker.retainedTopics().contains(foreign)
                && broker.retainedTopics().contains(plan)
                && Required.field(active, seen.get(active)).payload().equals(ours));
        key.trusted().require(Required.field(active, seen.get(active)));
        assertThat(service.isLeading()).isTrue();
    }

    @Test
    void putsRightWhatItOnceSaidItselfAndSomebodyPlaysBack() throws Exception {
        startAgainWithAKey();
        Map<String, MqttMessage> seen = watch();
        List<Runner> runners = runners("edge-1");
        String active = new Topic.Active(NAME).toString();
        activate(plan(1), runners);
        await().until(() -> seen.containsKey(active));
        MqttMessage old = Required.field(active, seen.get(active));
        Epoch second = activate(plan(1), runners);
        await().until(() -> epochOf(Required.field(active, seen.get(active))).equals(second));
        Payload ours = Required.field(active, seen.get(active)).payload();

        List<Payload> said = new CopyOnWriteArrayList<>();
        broker.connect("listener").subscribe(active, delivery -> {
            said.add(delivery.message().payload());
            delivery.acknowledge();
        });
        await().until(() -> said.equals(List.of(ours)));

        clientLink
                .publish(Publication.of(active, old.payload())
                        .withUserProperties(old.userProperties())
                        .asRetained())
                .get();

        await().until(() -> said.equals(List.of(ours, old.payload(), ours)));
    }

    private static Epoch epochOf(MqttMessage active) throws Exception {
        return Json.decode("active plan", active.payload().array(), ActivePlan.class)
                .epoch();
    }

    private SigningKey startAgainWithAKey() throws Exception {
        service.close();
        SigningKey key = SigningKey.open(KeyFiles.create(folder, "plans").privateFile(), Optional.empty());
        service = PlannerService.start(
                broker.connect("hyps-planner"),
                folder.resolve("store"),
                new PlannerService.Limits(ByteSize.parse("1GiB"), Duration.ofSeconds(20), Duration.ZERO),
                new PlannerService.Guard(Optional.of(key), TrustedKeys.NONE, false),
                System::nanoTime);
        await().until(service::isLeading);
        return key;
    }

    /** The latest of plans and what is in force, by topic. */
    private Map<String, MqttMessage> watch() throws Exception {
        Map<String, MqttMessage> seen = new ConcurrentHashMap<>();
        MqttLink watcher = broker.connect("watcher");
        for (String filter : List.of(Topic.Plan.ALL_FILTER, Topic.Active.ALL_FILTER)) {
            watcher.subscribe(filter, delivery -> {
                seen.put(delivery.message().topic(), delivery.message());
                delivery.acknowledge();
            });
        }
        return seen;
    }

    private void retain(String topic, Payload payload) throws Exception {
        clientLink.publish(Publication.of(topic, payload).asRetained()).get();
    }

    private Epoch activate(PlanFolder plan, List<Runner> runners) throws Exception {
        waits.clear();
        CompletableFuture<PlannerReply> reply = publish(plan, Map.of());
        Epoch epoch = nextWait().epoch();
        for (Runner runner : runners) {
            runner.ready(NAME, epoch);
        }
        assertThat(reply.get(10, TimeUnit.SECONDS)).isInstanceOf(PlannerReply.Activated.class);
        waits.clear();
        return epoch;
    }

    private PlannerReply.Waiting nextWait() throws InterruptedException {
        PlannerReply.Waiting waiting = waits.poll(10, TimeUnit.SECONDS);
        assertThat(waiting).isNotNull();
        return waiting;
    }

    private List<Runner> runners(String... devices) throws Exception {
        List<Runner> runners = new ArrayList<>();
        for (String device : devices) {
            runners.add(new Runner(broker, device, ENOUGH));
        }
        broker.awaitDeliveries();
        return runners;
    }

    private void gateway(Epoch epoch) throws Exception {
        GatewayStatus status = GatewayStatus.of(
                "g1", true, "http://localhost", 0, List.of(new GatewayStatus.ModelDispatch(NAME, epoch, List.of(), 0)));
        clientLink
                .publish(Publication.of(new Topic.GatewayStatus("g1"), Payload.of(Json.encode(status)))
                        .asRetained())
                .get();
    }

    private PlanFolder plan(int devices) throws Exception {
        Path out = plans.resolve("plan-" + devices);
        if (!Files.exists(out)) {
            assertThat(Planner.create().plan(PlanRequest.of(MODEL, specs(devices), Objective.MEMORY, out)))
                    .isInstanceOf(PlanOutcome.Feasible.class);
        }
        return PlanFolder.open(out);
    }

    private CompletableFuture<PlannerReply> publish(PlanFolder plan, Map<String, String> bindings) {
        return conversation(publisher -> publisher.publish(plan, bindings));
    }

    private interface Conversation {
        PlannerReply with(Publisher publisher) throws Exception;
    }

    private CompletableFuture<PlannerReply> conversation(Conversation conversation) {
        return CompletableFuture.supplyAsync(() -> {
            try (PlannerClient client = PlannerClient.open(clientLink, "client")) {
                return conversation.with(Publisher.of(client, new Waits(), Duration.ofSeconds(15)));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void assertRefused(CompletableFuture<PlannerReply> reply, Reason reason, String message)
            throws Exception {
        assertThat(reply.get(15, TimeUnit.SECONDS)).isInstanceOfSatisfying(PlannerReply.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.message()).contains(message);
        });
    }

    private static void request(MqttLink link, SliceRequest request) throws Exception {
        link.publish(Publication.of(new Topic.SliceRequests("edge-1"), Payload.of(Json.encode(request))))
                .get();
    }

    private PlannerReply upload(byte[] chunk) throws Exception {
        return send(Payload.of(chunk), SliceChunk.CONTENT_TYPE);
    }

    private PlannerReply send(Payload payload, String contentType) throws Exception {
        CompletableFuture<PlannerReply> reply = new CompletableFuture<>();
        Topic.PlannerReplies replies = new Topic.PlannerReplies("raw");
        try (MqttLink.Subscription subscription = clientLink.subscribe(replies.toString(), delivery -> {
            reply.complete(Replies.decode(delivery));
            delivery.acknowledge();
        })) {
            subscription.granted().get();
            clientLink
                    .publish(Publication.of(new Topic.PlannerRequests(), payload)
                            .ofType(contentType)
                            .replyingTo(replies, Payload.ofText("1")))
                    .get();
            return reply.get(10, TimeUnit.SECONDS);
        }
    }

    private final class Waits implements PublishListener {
        @Override
        public void uploading(int files, long bytes) {}

        @Override
        public void uploaded(SliceRef.Blob file, long nextOffset) {}

        @Override
        public void waiting(PlannerReply.Waiting waiting) {
            waits.add(waiting);
        }
    }
}
