package io.hyps.runner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Failure;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorCodec;
import io.hyps.protocol.tensor.TensorEncoder;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.EncodedPlan;
import io.hyps.runner.FakeGateway;
import io.hyps.runner.FakePlanner;
import io.hyps.runner.FakeWatcher;
import io.hyps.runner.TinyPlan;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A whole runner whose plan says that tensors travel encoded. */
class EncodedEdgesTest {
    private static final Epoch EPOCH = new Epoch(1, 1);
    private static final Topic.Tensor INPUT = new Topic.Tensor(TinyPlan.MODEL, EPOCH, "x", 0);
    private static final Topic.Tensor BETWEEN = new Topic.Tensor(TinyPlan.MODEL, EPOCH, "h", 0);

    @TempDir
    Path cache;

    private final InMemoryBroker broker = new InMemoryBroker();
    private final FakePlanner planner = new FakePlanner(broker.connect("planner"), EncodedPlan.files());
    private final FakeGateway gateway = new FakeGateway(broker.connect("gateway"));
    private final FakeWatcher watcher = new FakeWatcher(broker.connect("watcher"));
    private final TensorEncoder encoder = new TensorEncoder();
    private PartitionRunner runner;

    @BeforeEach
    void start() {
        RunnerConfig config = TestRunnerConfig.of(cache, Map.of());
        runner = PartitionRunner.open(config, broker::connect, Clock.systemUTC(), () -> {});
    }

    @AfterEach
    void stop() {
        runner.close();
        planner.close();
        gateway.close();
        watcher.close();
        broker.close();
    }

    @ParameterizedTest
    @EnumSource(Encoding.class)
    void tensorsTravelAsThePlanSays(Encoding encoding) throws Exception {
        becomeReady(encoding);
        BlockingQueue<TensorMessage> between = new LinkedBlockingQueue<>();
        try (MqttLink link = broker.connect("listener")) {
            link.subscribe(BETWEEN.toString(), delivery -> {
                between.add(decoded(delivery.message().payload().array()));
                delivery.acknowledge();
            });
            TensorMessage.Address address = address();
            gateway.send(INPUT, message(address, encoder.encode(EncodedPlan.input(), encoding)));

            assertThat(between.poll(10, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            TensorMessage.Data.class,
                            data -> assertThat(data.content().encoding()).isEqualTo(encoding));
            assertAnswer(address.frame(), EncodedPlan.allowed(encoding));
        }
    }

    @Test
    void whatTheEncodingCannotCarryTravelsRaw() throws Exception {
        becomeReady(Encoding.INT8);
        float[] elements = new float[(int) EncodedPlan.SHAPE.elementCount()];
        Arrays.fill(elements, Float.POSITIVE_INFINITY);
        Tensor infinite = Tensor.ofFloats(EncodedPlan.SHAPE, elements);
        TensorMessage.Address address = address();

        gateway.send(INPUT, message(address, encoder.encode(infinite, Encoding.INT8)));

        await().until(() -> !gateway.answersOf(address.frame()).isEmpty());
        assertThat(gateway.answersOf(address.frame()).get(0))
                .isInstanceOfSatisfying(
                        TensorMessage.Data.class,
                        data -> assertThat(data.tensor().floats().get(7)).isEqualTo(Float.POSITIVE_INFINITY));
    }

    @Test
    void refusesAnotherEncodingThanThePlans() throws Exception {
        becomeReady(Encoding.SPARSE);
        TensorMessage.Address address = address();

        gateway.send(INPUT, message(address, encoder.encode(EncodedPlan.input(), Encoding.FLOAT16)));

        Failure failure = failureOf(address.frame());
        assertThat(failure.code()).isEqualTo(Failure.Code.WRONG_TENSOR);
        assertThat(failure.message()).contains("as sparse, got float32[1, 8, 16, 16] as float16");
    }

    @Test
    void saysThatADamagedTensorIsMalformed() throws Exception {
        becomeReady(Encoding.LZ4);
        TensorMessage.Address address = address();
        byte[] message = TensorCodec.encode(message(address, encoder.encode(EncodedPlan.input(), Encoding.LZ4)));
        Arrays.fill(message, message.length - 400, message.length, (byte) 0xFF);

        gateway.send(INPUT, Payload.of(message));

        Failure failure = failureOf(address.frame());
        assertThat(failure.code()).isEqualTo(Failure.Code.MALFORMED_TENSOR);
        assertThat(failure.message()).contains("input 'x'", "LZ4");
    }

    private void becomeReady(Encoding encoding) {
        await().until(() -> !watcher.all().isEmpty());
        planner.publish(EncodedPlan.published(EPOCH, encoding));
        await().until(() -> watcher.latest().isReady(TinyPlan.MODEL, EPOCH));
    }

    private void assertAnswer(FrameId frame, double allowed) {
        await().until(() -> !gateway.answersOf(frame).isEmpty());
        Tensor answer = ((TensorMessage.Data) gateway.answersOf(frame).get(0)).tensor();
        for (int i = 0; i < EncodedPlan.SHAPE.elementCount(); i++) {
            double expected = Math.max(0, EncodedPlan.input().floats().get(i));
            assertThat((double) answer.floats().get(i)).isCloseTo(expected, within(allowed));
        }
    }

    private Failure failureOf(FrameId frame) {
        await().until(() -> !gateway.answersOf(frame).isEmpty());
        assertThat(gateway.answersOf(frame).get(0)).isInstanceOf(TensorMessage.Failed.class);
        return ((TensorMessage.Failed) gateway.answersOf(frame).get(0)).failure();
    }

    private static TensorMessage.Address address() {
        return FakeGateway.address(FrameId.create(), EPOCH, 1, "x");
    }

    private static TensorMessage message(TensorMessage.Address address, EncodedTensor content) {
        return new TensorMessage.Data(address, content, List.of());
    }

    private static TensorMessage decoded(byte[] payload) {
        try {
            return TensorCodec.decode(payload);
        } catch (MalformedMessageException e) {
            throw new IllegalStateException(e);
        }
    }
}
