package io.hyps.runner.dataflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.runner.FakeGateway;
import io.hyps.runner.TinyModel;
import io.hyps.runner.TinyPlan;
import io.hyps.runner.session.ComputeException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Frames of a partition that may compute four at once. */
class BatchedExecutionTest {
    private static final Epoch EPOCH = new Epoch(1, 1);
    private static final float POISON = -1;

    private final InMemoryBroker broker = new InMemoryBroker();
    private final FakeGateway gateway = new FakeGateway(broker.connect("gateway"));
    private final WorkCounters counters = new WorkCounters();
    private final Forwarder forwarder = new Forwarder(broker.connect("runner"), counters, System::nanoTime, 16);
    private final PartitionExecutor executor = new PartitionExecutor(
            "edge-1",
            forwarder,
            counters,
            System::nanoTime,
            Clock.systemUTC(),
            new QueueLimits(16, Duration.ofSeconds(10)));
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final Set<FrameId> acknowledged = ConcurrentHashMap.newKeySet();
    private final Doubling doubling = new Doubling();

    /** Twice the input; says what it computes. */
    private final class Doubling implements Computation {
        @Override
        public Map<String, Tensor> run(Map<String, EncodedTensor> inputs) throws ComputeException {
            done.add("one");
            return doubled(inputs);
        }

        @Override
        public List<Map<String, Tensor>> run(List<Map<String, EncodedTensor>> frames) throws ComputeException {
            done.add(Integer.toString(frames.size()));
            List<Map<String, Tensor>> made = new ArrayList<>();
            for (Map<String, EncodedTensor> frame : frames) {
                made.add(doubled(frame));
            }
            return made;
        }

        private Map<String, Tensor> doubled(Map<String, EncodedTensor> inputs) throws ComputeException {
            float x = first(Objects.requireNonNull(inputs.get("x")));
            if (x == POISON) {
                throw new ComputeException("poison");
            }
            return Map.of("y", Tensor.ofFloats(TinyModel.SHAPE, 2 * x, 0, 0, 0));
        }
    }

    /** One frame alone is known, so that more are tried. */
    @BeforeEach
    void learn() {
        for (int i = 0; i < 2; i++) {
            FrameId frame = FrameId.create();
            executor.submit(firing(frame, i, Optional.empty()));
            await().until(() -> acknowledged.contains(frame));
        }
        assertThat(done).containsExactly("1", "1");
        done.clear();
    }

    @AfterEach
    void stop() {
        executor.close();
        forwarder.close();
        broker.close();
    }

    @Test
    void computesWhatWaitsAtOnceAndAnswersEachFrameByItself() {
        CountDownLatch goOn = block();
        List<FrameId> frames = submit(3, 5, 7, 9);
        goOn.countDown();

        await().until(() -> acknowledged.containsAll(frames));
        assertThat(done).containsExactly("2", "2");
        assertThat(frames).extracting(this::answer).containsExactly(6f, 10f, 14f, 18f);
        assertThat(counters.batches()).isEqualTo(2);
        assertThat(counters.batchedFrames()).isEqualTo(4);
        assertThat(counters.snapshot().failures()).isZero();
    }

    @Test
    void finishesWhatWaitsAtOnceBeforeItEnds() throws Exception {
        CountDownLatch goOn = block();
        List<FrameId> frames = submit(3, 5, 7, 9);
        goOn.countDown();

        assertThat(executor.drain(Duration.ofSeconds(10))).isTrue();

        await().until(() -> acknowledged.containsAll(frames));
        assertThat(counters.batchedFrames()).isEqualTo(4);
        assertThat(frames).extracting(this::answer).containsExactly(6f, 10f, 14f, 18f);
    }

    @Test
    void waitsForNoOtherFrame() {
        for (int i = 0; i < 20; i++) {
            FrameId frame = submit(i).get(0);
            await().until(() -> acknowledged.contains(frame));
        }

        assertThat(done).containsOnly("1");
        assertThat(counters.batches()).isZero();
    }

    @Test
    void failsTheFrameAloneThatCannotBeComputed() {
        CountDownLatch goOn = block();
        List<FrameId> frames = submit(3, POISON);
        goOn.countDown();

        await().until(() -> acknowledged.containsAll(frames));
        assertThat(done).containsExactly("2", "one", "one");
        assertThat(answer(frames.get(0))).isEqualTo(6);
        assertThat(gateway.answersOf(frames.get(1)))
                .singleElement()
                .isInstanceOfSatisfying(
                        TensorMessage.Failed.class,
                        failed -> assertThat(failed.failure().message()).isEqualTo("poison"));
    }

    @Test
    void leavesOutWhatHasExpired() {
        CountDownLatch goOn = block();
        FrameId expired = FrameId.create();
        executor.submit(firing(expired, 1, Optional.of(Duration.ZERO)));
        FrameId other = submit(4).get(0);
        goOn.countDown();

        await().until(() -> acknowledged.containsAll(List.of(expired, other)));
        assertThat(done).containsExactly("1");
        assertThat(gateway.answersOf(expired)).isEmpty();
        assertThat(answer(other)).isEqualTo(8);
        assertThat(counters.snapshot().abandonedJoins()).isEqualTo(1);
    }

    @Test
    void computesNothingAheadOfAFence() {
        CountDownLatch goOn = block();
        submit(1, 2, 3);
        var fence = executor.afterwards(() -> done.add("fence"));
        FrameId last = submit(4).get(0);
        goOn.countDown();

        await().until(() -> acknowledged.contains(last));
        assertThat(fence).isCompleted();
        assertThat(done).containsExactly("2", "1", "fence", "1");
    }

    @Test
    void overtakesNoOtherPartition() {
        CountDownLatch goOn = block();
        submit(1);
        FrameId between = FrameId.create();
        executor.submit(new Firing(
                other(inputs -> {
                    done.add("other");
                    return Map.of("h", Tensor.ofFloats(TinyModel.SHAPE, 0, 0, 0, 0));
                }),
                arrivals(between, 0, Optional.empty())));
        FrameId last = submit(2).get(0);
        goOn.countDown();

        await().until(() -> acknowledged.contains(last));
        assertThat(done).containsExactly("1", "other", "1");
    }

    /** Keeps the executor busy until the latch is counted down. */
    private CountDownLatch block() {
        CountDownLatch computing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        executor.submit(new Firing(
                other(inputs -> {
                    computing.countDown();
                    awaitUninterrupted(goOn);
                    return Map.of();
                }),
                arrivals(FrameId.create(), 0, Optional.empty())));
        awaitUninterrupted(computing);
        return goOn;
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<FrameId> submit(float... elements) {
        List<FrameId> frames = new ArrayList<>();
        for (float element : elements) {
            FrameId frame = FrameId.create();
            frames.add(frame);
            assertThat(executor.submit(firing(frame, element, Optional.empty())))
                    .isTrue();
        }
        return frames;
    }

    private Firing firing(FrameId frame, float element, Optional<Duration> expiry) {
        Partition one = TinyPlan.plan(1000).partitions().get(1);
        Partition four =
                new Partition(one.id(), one.replicas(), one.inputs(), one.outputs(), 1, 0, 1000, one.slice(), 4);
        return new Firing(
                new LoadedPartition(TinyPlan.published(EPOCH), four, doubling, Lane.RESIDENT),
                arrivals(frame, element, expiry));
    }

    private static LoadedPartition other(Computation computation) {
        return new LoadedPartition(
                TinyPlan.published(EPOCH), TinyPlan.plan(1000).partitions().get(0), computation, Lane.RESIDENT);
    }

    private Map<String, Arrival> arrivals(FrameId frame, float element, Optional<Duration> expiry) {
        TensorMessage.Data data = new TensorMessage.Data(
                FakeGateway.address(frame, EPOCH, 1, "x"),
                Tensor.ofFloats(TinyModel.SHAPE, element, 0, 0, 0),
                List.of());
        SharedAck ack = new SharedAck(() -> acknowledged.add(frame), 1);
        return Map.of("x", new Arrival(data, ack, 0, System.nanoTime(), expiry, Optional.empty()));
    }

    private float answer(FrameId frame) {
        assertThat(gateway.answersOf(frame)).singleElement().isInstanceOf(TensorMessage.Data.class);
        return first(((TensorMessage.Data) gateway.answersOf(frame).get(0)).content());
    }

    private static float first(EncodedTensor tensor) {
        return tensor.data().getFloat(0);
    }
}
