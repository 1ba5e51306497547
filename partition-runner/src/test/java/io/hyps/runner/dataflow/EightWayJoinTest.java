package io.hyps.runner.dataflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.plan.ModelRef;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorCodec;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.FakeGateway;
import io.hyps.runner.TinyModel;
import io.hyps.runner.TinyPlan;
import io.hyps.runner.mqtt.AckWindow;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Joins of eight tensors, as in DenseNet, behind a broker that sends only so much without an acknowledgement. */
class EightWayJoinTest {
    private static final Epoch EPOCH = new Epoch(1, 1);
    private static final int WINDOW = 64;
    private static final int FRAMES = 40;
    private static final List<String> INPUTS =
            IntStream.range(0, 8).mapToObj(i -> "t" + i).toList();
    private static final PublishedPlan PLAN = plan();

    private final InMemoryBroker broker = new InMemoryBroker();
    private final WorkCounters counters = new WorkCounters();
    private final Forwarder forwarder = new Forwarder(broker.connect("runner"), counters, System::nanoTime, WINDOW);
    private final PartitionExecutor executor = new PartitionExecutor(
            TinyPlan.DEVICE,
            forwarder,
            counters,
            System::nanoTime,
            Clock.systemUTC(),
            new QueueLimits(2 * WINDOW, Duration.ZERO));
    private final AckWindow window = new AckWindow(WINDOW);
    private final TensorMemory memory = new TensorMemory(1 << 20);
    private final TensorReceiver receiver = new TensorReceiver(
            executor, window, new JoinLimits(WINDOW, 1 << 20, 1000), memory, counters, System::nanoTime);
    private final FakeGateway gateway = new FakeGateway(broker.connect("gateway"));
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private int delivered;

    private record Sent(FrameId frame, int attempt, String tensor) {}

    @AfterEach
    void stop() {
        executor.close();
        forwarder.close();
        gateway.close();
        broker.close();
    }

    @Test
    void noneBlocksTheOthersHoweverTheirTensorsAreMixed() {
        receiver.hold(TinyPlan.MODEL, EPOCH);
        List<FrameId> frames = Stream.generate(FrameId::create).limit(FRAMES).toList();
        List<Sent> mixed = new ArrayList<>();
        frames.forEach(frame -> INPUTS.forEach(tensor -> mixed.add(new Sent(frame, 1, tensor))));
        Collections.shuffle(mixed, new Random(8));

        mixed.forEach(this::deliver);

        long abandoned = counters.snapshot().abandonedJoins();
        assertThat(abandoned).isPositive();

        frames.forEach(frame -> INPUTS.forEach(tensor -> deliver(new Sent(frame, 2, tensor))));

        await().untilAsserted(() -> assertThat(frames).allMatch(frame -> gateway.answersOf(frame).stream()
                .anyMatch(answer -> answer.address().attempt() == 2)));
    }

    @Test
    void givesBackAllMemoryOfTensors() {
        receiver.hold(TinyPlan.MODEL, EPOCH);
        FrameId whole = FrameId.create();
        INPUTS.forEach(tensor -> deliver(new Sent(whole, 1, tensor)));
        deliver(new Sent(FrameId.create(), 1, "t0"));
        await().untilAsserted(() -> assertThat(memory.heldBytes()).isEqualTo(16));

        receiver.retire(TinyPlan.MODEL, EPOCH);

        assertThat(memory.heldBytes()).isZero();
        assertThat(acknowledged).hasSize(9);
    }

    /** As a broker does it: not before all but so many have been acknowledged, in order. */
    private void deliver(Sent sent) {
        int number = delivered++;
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> number < WINDOW
                        || IntStream.rangeClosed(0, number - WINDOW).allMatch(acknowledged::contains));
        byte[] bytes = TensorCodec.encode(new TensorMessage.Data(
                new TensorMessage.Address(sent.frame(), TinyPlan.MODEL, EPOCH, sent.attempt(), "gw-1", sent.tensor()),
                Tensor.ofFloats(TinyModel.SHAPE, 1, 2, 3, 4),
                List.of()));
        Topic.Tensor topic = new Topic.Tensor(TinyPlan.MODEL, EPOCH, sent.tensor(), 0);
        MqttMessage message = new MqttMessage(
                topic.toString(),
                Payload.of(bytes),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        Delivery delivery = new Delivery() {
            @Override
            public long number() {
                return number;
            }

            @Override
            public MqttMessage message() {
                return message;
            }

            @Override
            public void acknowledge() {
                acknowledged.add(number);
            }
        };
        receiver.receive(feed(topic), window.admit(delivery));
    }

    private TensorFeed feed(Topic.Tensor topic) {
        Partition partition = PLAN.plan().partitions().get(0);
        Computation first = inputs -> Map.of("y", tensorOf(Objects.requireNonNull(inputs.get("t0"))));
        LoadedPartition loaded = new LoadedPartition(PLAN, partition, first, Lane.RESIDENT);
        return new TensorFeed(topic, PLAN.plan().tensor(topic.tensor()), 1, List.of(loaded));
    }

    private static Tensor tensorOf(EncodedTensor content) {
        try {
            return content.decode();
        } catch (MalformedMessageException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PublishedPlan plan() {
        List<TensorSpec> tensors = Stream.concat(INPUTS.stream(), Stream.of("y"))
                .map(name -> new TensorSpec(name, ElementType.FLOAT32, TinyModel.SHAPE))
                .toList();
        Plan plan = new Plan(
                Plan.SCHEMA,
                new ModelRef(TinyPlan.MODEL, "1", Sha256.of(new byte[] {1}), 0),
                null,
                "memory",
                Residency.RESIDENT,
                INPUTS,
                List.of("y"),
                1,
                tensors,
                List.of(new Partition("p0", List.of("d0"), INPUTS, List.of("y"), 1, 0, 0, TinyPlan.SECOND.ref())));
        return TinyPlan.published(EPOCH, plan);
    }
}
