package io.hyps.runner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Payload;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.device.DeviceStatus.Phase;
import io.hyps.protocol.device.DeviceStatus.State;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorCodec;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.FakeGateway;
import io.hyps.runner.FakePlanner;
import io.hyps.runner.FakeWatcher;
import io.hyps.runner.TinyModel;
import io.hyps.runner.TinyPlan;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole runner against an in-memory broker, a planner and a gateway. */
class PartitionRunnerTest {
    private static final Epoch EPOCH = new Epoch(1, 1);
    private static final String CLIENT = "hyps-runner-" + TinyPlan.DEVICE;
    private static final Topic.Tensor INPUT = new Topic.Tensor(TinyPlan.MODEL, EPOCH, "x", 0);

    @TempDir
    Path cache;

    private final InMemoryBroker broker = new InMemoryBroker();
    private final Map<Sha256, byte[]> files = new HashMap<>(TinyPlan.files());
    private final FakePlanner planner = new FakePlanner(broker.connect("planner"), files);
    private final FakeGateway gateway = new FakeGateway(broker.connect("gateway"));
    private final FakeWatcher watcher = new FakeWatcher(broker.connect("watcher"));
    private final AtomicBoolean takenOver = new AtomicBoolean();
    private PartitionRunner runner;

    @BeforeEach
    void start() {
        RunnerConfig config = TestRunnerConfig.of(cache, Map.of("hyps.runner.receive-maximum", "8"));
        runner = PartitionRunner.open(config, broker::connect, Clock.systemUTC(), () -> takenOver.set(true));
        await().until(() -> !watcher.all().isEmpty());
    }

    @AfterEach
    void stop() {
        runner.close();
        planner.close();
        gateway.close();
        watcher.close();
        broker.close();
    }

    @Test
    void announcesItselfWithItsMemory() {
        DeviceStatus status = watcher.latest();

        assertThat(status.device()).isEqualTo(TinyPlan.DEVICE);
        assertThat(status.state()).isEqualTo(State.ONLINE);
        DeviceStatus.Memory memory = memoryOf(status);
        assertThat(memory.budgetBytes()).isEqualTo(1000L << 30);
        assertThat(memory.baseBytes()).isPositive();
        assertThat(memory.availableBytes()).isEqualTo(memory.budgetBytes() - memory.baseBytes() - (32 << 20));
        assertThat(memory.residentBytes()).isPositive();
        assertThat(memory.peakResidentBytes()).isGreaterThanOrEqualTo(memory.baseBytes());
    }

    @Test
    void announcesWhatItHasMeasuredAndKeepsItForTheNextStart() throws Exception {
        await().until(() -> watcher.latest().bandwidthBytesPerSecond() > 0);

        assertThat(watcher.latest().speed()).isPositive().isNotEqualTo(1.0);
        assertThat(Files.readString(cache.resolve(".cache/hyps/slices/measured-" + TinyPlan.DEVICE + ".json")))
                .contains("speed, hyps-1 is 1, ONNX Runtime")
                .contains("bytes per second to tcp://localhost:1883");
    }

    @Test
    void fetchesLoadsAndBecomesReady() {
        becomeReady(EPOCH);

        assertThat(watcher.latest().partitions())
                .extracting(DeviceStatus.HeldPartition::partition, DeviceStatus.HeldPartition::phase)
                .containsExactly(tuple("p0", Phase.READY), tuple("p1", Phase.READY));
        assertThat(cache.resolve(
                        ".cache/hyps/slices/" + TinyPlan.FIRST.ref().graph().graphFileName()))
                .isRegularFile();
    }

    @Test
    void answersFramesWithTheStagesTheyPassed() {
        becomeReady(EPOCH);
        FrameId frame = FrameId.create();

        gateway.dispatch(frame, EPOCH, 1, 1, -2, 3, 0);

        TensorMessage.Data answer = answerTo(frame);
        assertThat(answer.address().tensor()).isEqualTo("y");
        assertThat(floats(answer.tensor())).containsExactly(4, -2, 12, 0);
        assertThat(answer.stages()).extracting("partition").containsExactly("p0", "p1");
        await().untilAsserted(() -> assertThat(broker.unacknowledged(CLIENT)).isZero());
    }

    @Test
    void answersFramesInTurns() {
        planner.publish(TinyPlan.published(EPOCH, TinyPlan.plan(600L << 30, TinyPlan.FIRST, Residency.TURNS)));
        await().until(() -> watcher.latest().isReady(TinyPlan.MODEL, EPOCH));
        List<FrameId> frames = Stream.generate(FrameId::create).limit(6).toList();

        frames.forEach(frame -> gateway.dispatch(frame, EPOCH, 1, 1, -2, 3, 0));

        frames.forEach(frame -> assertThat(floats(answerTo(frame).tensor())).containsExactly(4, -2, 12, 0));
        await().untilAsserted(() -> assertThat(broker.unacknowledged(CLIENT)).isZero());
    }

    @Test
    void refusesWhatDoesNotFitEvenInTurns() {
        planner.publish(TinyPlan.published(EPOCH, TinyPlan.plan(1001L << 30, TinyPlan.FIRST, Residency.TURNS)));

        await().until(() -> !watcher.latest().refused().isEmpty());
        assertThat(watcher.latest().refused().get(0).reason()).isEqualTo("out-of-memory");
    }

    @Test
    void retiresAPlanInTurns() {
        planner.publish(TinyPlan.published(EPOCH, TinyPlan.plan(600L << 30, TinyPlan.FIRST, Residency.TURNS)));
        await().until(() -> watcher.latest().isReady(TinyPlan.MODEL, EPOCH));
        FrameId frame = FrameId.create();
        gateway.dispatch(frame, EPOCH, 1, 1, 1, 1, 1);
        answerTo(frame);

        planner.retire(new Topic.Plan(TinyPlan.MODEL, EPOCH));

        await().until(() -> watcher.latest().partitions().isEmpty());
    }

    @Test
    void passesTheTraceContextOn() throws Exception {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        becomeReady(EPOCH);
        BlockingQueue<Map<String, String>> properties = new LinkedBlockingQueue<>();
        try (MqttLink link = broker.connect("tracer")) {
            link.subscribe(Topic.GatewayOutput.filter(FakeGateway.ID), delivery -> {
                properties.add(delivery.message().userProperties());
                delivery.acknowledge();
            });
            link.publish(Publication.of(INPUT, tensorFor(FrameId.create()))
                            .withUserProperties(Map.of("traceparent", trace, "other", "x")))
                    .join();

            assertThat(properties.poll(10, TimeUnit.SECONDS)).isEqualTo(Map.of("traceparent", trace));
        }
    }

    private static Payload tensorFor(FrameId frame) {
        return Payload.of(TensorCodec.encode(new TensorMessage.Data(
                FakeGateway.address(frame, EPOCH, 1, "x"), Tensor.ofFloats(TinyModel.SHAPE, 1, 1, 1, 1), List.of())));
    }

    @Test
    void reportsItsWorkInTheStatus() {
        becomeReady(EPOCH);
        FrameId frame = FrameId.create();

        gateway.dispatch(frame, EPOCH, 1, 1, 1, 1, 1);

        answerTo(frame);
        await().until(() ->
                watcher.latest().work() != null && watcher.latest().work().frames() == 2);
    }

    @Test
    void dropsDuplicatesAndAnswersTheNextAttempt() {
        becomeReady(EPOCH);
        FrameId frame = FrameId.create();
        gateway.dispatch(frame, EPOCH, 1, 1, 1, 1, 1);
        answerTo(frame);

        gateway.dispatch(frame, EPOCH, 1, 1, 1, 1, 1);
        gateway.dispatch(frame, EPOCH, 2, 1, 1, 1, 1);

        await().until(() -> gateway.answersOf(frame).size() == 2);
        assertThat(gateway.answersOf(frame))
                .extracting(a -> a.address().attempt())
                .containsExactly(1, 2);
        await().until(() -> broker.unacknowledged(CLIENT) == 0);
    }

    @Test
    void holdsTwoEpochsAndRetiresOne() {
        Epoch next = new Epoch(1, 2);
        becomeReady(EPOCH);
        becomeReady(next);
        assertThat(watcher.latest().isReady(TinyPlan.MODEL, EPOCH)).isTrue();

        planner.retire(new Topic.Plan(TinyPlan.MODEL, EPOCH));

        await().until(() -> !watcher.latest().isReady(TinyPlan.MODEL, EPOCH));
        await().until(() -> watcher.latest().partitions().size() == 2);
        FrameId frame = FrameId.create();
        gateway.dispatch(frame, next, 1, 1, 1, 1, 1);
        assertThat(floats(answerTo(frame).tensor())).containsExactly(4, 4, 4, 4);
    }

    @Test
    void fetchesAgainWhatIsDamagedInTheCache() throws Exception {
        Path weights = cache.resolve(".cache/hyps/slices")
                .resolve(Objects.requireNonNull(TinyPlan.FIRST.ref().weights()).weightsFileName());
        Files.createDirectories(weights.getParent());
        Files.write(weights, new byte[] {0, 0, 0, 0});

        becomeReady(EPOCH);

        assertThat(Sha256.of(weights)).isEqualTo(TinyPlan.FIRST.ref().weights().sha256());
    }

    @Test
    void refusesWhatDoesNotFitWithTheFigures() {
        planner.publish(TinyPlan.published(EPOCH, TinyPlan.plan(1L << 50)));

        assertThat(refusal("out-of-memory").message()).contains("need", "left", "budget", "--memory");
        assertThat(watcher.latest().partitions()).isEmpty();
        becomeReady(new Epoch(1, 2));
    }

    @Test
    void refusesPeaksThatOverflow() {
        planner.publish(TinyPlan.published(EPOCH, TinyPlan.plan(Long.MAX_VALUE)));

        refusal("out-of-memory");
    }

    @Test
    void refusesStaleTerms() {
        becomeReady(new Epoch(2, 1));

        planner.publish(TinyPlan.published(EPOCH));

        assertThat(refusal("stale-epoch").message()).contains("term 2");
    }

    @Test
    void refusesAnotherContentForAnEpochAndKeepsTheFirst() {
        becomeReady(EPOCH);

        planner.publish(TinyPlan.published(EPOCH, TinyPlan.plan(2000)));

        refusal("conflicting-epoch");
        FrameId frame = FrameId.create();
        gateway.dispatch(frame, EPOCH, 1, 1, 1, 1, 1);
        answerTo(frame);
    }

    @Test
    void refusesPlansOfAWrongDigest() {
        PublishedPlan plan = TinyPlan.published(EPOCH);

        planner.send(retained(
                EPOCH,
                new String(Json.encode(plan), StandardCharsets.UTF_8)
                        .replace(plan.planId().hex(), "0".repeat(64))));

        assertThat(refusal("bad-plan").message()).contains("digest");
        becomeReady(new Epoch(1, 2));
    }

    @Test
    void refusesPlansWithUnknownFields() {
        planner.send(retained(
                EPOCH,
                new String(Json.encode(TinyPlan.published(EPOCH)), StandardCharsets.UTF_8)
                        .replaceFirst("\\{", "{\"surprise\":1,")));

        assertThat(refusal("bad-plan").message()).contains("unknown field 'surprise'");
    }

    @Test
    void refusesPlansOnTheTopicOfAnotherEpoch() {
        planner.send(
                retained(new Epoch(1, 9), new String(Json.encode(TinyPlan.published(EPOCH)), StandardCharsets.UTF_8)));

        assertThat(refusal("bad-plan").message()).contains("there is epoch 1-1");
    }

    @Test
    void refusesSlicesThatAreNotThePlans() {
        TinyModel.Slice other = TinyModel.convolution("x", "other", 3);
        files.putAll(other.files());

        planner.publish(TinyPlan.published(EPOCH, TinyPlan.plan(1000, other)));

        assertThat(refusal("bad-slice").message()).contains("outputs are [other], the plan says [h]");
    }

    @Test
    void takesThePlanOnceItsSliceCanBeHad() {
        Sha256 missing = TinyPlan.SECOND.ref().graph().sha256();
        byte[] content = Objects.requireNonNull(files.remove(missing));
        planner.publish(TinyPlan.published(EPOCH));
        await().until(() -> watcher.latest().partitions().stream().anyMatch(p -> p.phase() == Phase.LOADING));

        files.put(missing, content);

        await().until(() -> watcher.latest().isReady(TinyPlan.MODEL, EPOCH));
    }

    @Test
    void tellsTheGatewayOfPoisonAndAnswersTheNextFrame() {
        becomeReady(EPOCH);
        FrameId frame = FrameId.create();
        TensorMessage.Address address = FakeGateway.address(frame, EPOCH, 1, "x");
        Tensor good = Tensor.ofFloats(TinyModel.SHAPE, 1, 1, 1, 1);

        gateway.send(INPUT, data(address, Tensor.ofFloats(Shape.of(4), 1, 1, 1, 1)));
        gateway.send(INPUT, data(address, Tensor.of(ElementType.INT32, TinyModel.SHAPE, ByteBuffer.allocate(16))));
        gateway.send(INPUT, data(FakeGateway.address(frame, new Epoch(7, 7), 1, "x"), good));
        gateway.send(INPUT, data(address.ofTensor("z"), good));
        gateway.send(INPUT, Payload.ofText("garbage"));
        gateway.send(INPUT, Payload.empty());
        gateway.send(INPUT, truncated(data(address, good)));

        await().until(() -> gateway.answersOf(frame).size() == 4);
        assertThat(gateway.answersOf(frame))
                .allSatisfy(answer -> assertThat(answer).isInstanceOf(TensorMessage.Failed.class))
                .extracting(answer -> ((TensorMessage.Failed) answer).failure().message())
                .satisfiesExactly(
                        m -> assertThat(m).contains("expected tensor 'x' float32[1, 1, 2, 2], got float32[4]"),
                        m -> assertThat(m).contains("got int32[1, 1, 2, 2]"),
                        m -> assertThat(m).contains("expected epoch 1-1, got 7-7"),
                        m -> assertThat(m).contains("expected tensor x, got z"));
        await().until(() -> broker.unacknowledged(CLIENT) == 0);
        FrameId next = FrameId.create();
        gateway.dispatch(next, EPOCH, 1, 1, 1, 1, 1);
        answerTo(next);
    }

    @Test
    void tellsTheGatewayThatNobodyTakesATensor() {
        becomeReady(EPOCH);
        FrameId frame = FrameId.create();
        TensorMessage.Address lost = new TensorMessage.Address(frame, TinyPlan.MODEL, EPOCH, 1, "gw-gone", "x");

        gateway.send(INPUT, data(lost, Tensor.ofFloats(TinyModel.SHAPE, 1, 1, 1, 1)));

        await().until(() -> broker.unacknowledged(CLIENT) == 0);
        FrameId next = FrameId.create();
        gateway.dispatch(next, EPOCH, 1, 1, 1, 1, 1);
        answerTo(next);
    }

    @Test
    void abandonsJoinsThatHoldUpTheRest() {
        becomeReady(EPOCH);
        for (int i = 0; i < 20; i++) {
            FrameId half = FrameId.create();
            gateway.send(
                    new Topic.Tensor(TinyPlan.MODEL, EPOCH, "h", 0),
                    data(FakeGateway.address(half, EPOCH, 1, "h"), Tensor.ofFloats(TinyModel.SHAPE, 1, 1, 1, 1)));
        }
        FrameId frame = FrameId.create();

        gateway.dispatch(frame, EPOCH, 1, 1, 1, 1, 1);

        answerTo(frame);
        await().until(() ->
                watcher.latest().work() != null && watcher.latest().work().abandonedJoins() > 10);
    }

    @Test
    void comesBackAfterABreak() {
        becomeReady(EPOCH);

        broker.disconnect(CLIENT);
        await().until(() -> watcher.latest().state() == State.OFFLINE);
        broker.reconnect(CLIENT);

        await().until(() -> watcher.latest().state() == State.ONLINE);
        FrameId frame = FrameId.create();
        gateway.dispatch(frame, EPOCH, 1, 1, 1, 1, 1);
        answerTo(frame);
    }

    @Test
    void drainsAndSaysThatItIsOffline() {
        becomeReady(EPOCH);
        FrameId frame = FrameId.create();
        gateway.dispatch(frame, EPOCH, 1, 1, 1, 1, 1);

        runner.close();

        assertThat(watcher.all()).extracting(DeviceStatus::state).contains(State.DRAINING);
        await().until(() -> watcher.latest().state() == State.OFFLINE);
        assertThat(runner.isConnected()).isFalse();
    }

    @Test
    void stopsOnceAnotherHasItsName() {
        try (MqttLink other = broker.connect(CLIENT)) {
            await().untilTrue(takenOver);
            assertThat(other.isConnected()).isTrue();
        }
    }

    private void becomeReady(Epoch epoch) {
        planner.publish(TinyPlan.published(epoch));
        await().until(() -> watcher.latest().isReady(TinyPlan.MODEL, epoch));
    }

    private DeviceStatus.Refusal refusal(String reason) {
        await().untilAsserted(() -> assertThat(watcher.latest().refused())
                .extracting(DeviceStatus.Refusal::reason)
                .contains(reason));
        return watcher.latest().refused().stream()
                .filter(r -> r.reason().equals(reason))
                .findFirst()
                .orElseThrow();
    }

    private TensorMessage.Data answerTo(FrameId frame) {
        await().until(() -> !gateway.answersOf(frame).isEmpty());
        assertThat(gateway.answersOf(frame).get(0)).isInstanceOf(TensorMessage.Data.class);
        return (TensorMessage.Data) gateway.answersOf(frame).get(0);
    }

    private static Publication retained(Epoch epoch, String json) {
        return Publication.of(new Topic.Plan(TinyPlan.MODEL, epoch), Payload.ofText(json))
                .asRetained();
    }

    private static TensorMessage data(TensorMessage.Address address, Tensor tensor) {
        return new TensorMessage.Data(address, tensor, List.of());
    }

    private static Payload truncated(TensorMessage message) {
        byte[] whole = TensorCodec.encode(message);
        return Payload.of(Arrays.copyOf(whole, whole.length - 3));
    }

    private static float[] floats(Tensor tensor) {
        float[] elements = new float[tensor.floats().remaining()];
        tensor.floats().get(elements);
        return elements;
    }

    private static DeviceStatus.Memory memoryOf(DeviceStatus status) {
        return Objects.requireNonNull(status.memory());
    }
}
