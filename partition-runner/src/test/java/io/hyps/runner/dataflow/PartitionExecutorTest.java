package io.hyps.runner.dataflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.runner.FakeGateway;
import io.hyps.runner.TinyModel;
import io.hyps.runner.TinyPlan;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartitionExecutorTest {
    private static final Epoch EPOCH = new Epoch(1, 1);

    private final InMemoryBroker broker = new InMemoryBroker();
    private final FakeGateway gateway = new FakeGateway(broker.connect("gateway"));
    private final WorkCounters counters = new WorkCounters();
    private final Forwarder forwarder = new Forwarder(broker.connect("runner"), counters, System::nanoTime, 4);
    private final PartitionExecutor executor = new PartitionExecutor(
            "edge-1",
            forwarder,
            counters,
            System::nanoTime,
            Clock.systemUTC(),
            new QueueLimits(4, Duration.ofMillis(50)));
    private final AtomicBoolean acknowledged = new AtomicBoolean();

    @AfterEach
    void stop() {
        executor.close();
        forwarder.close();
        broker.close();
    }

    @Test
    void tellsTheGatewayThatMemoryRanOutAndAcknowledges() {
        FrameId frame = FrameId.create();

        executor.submit(firing(frame, inputs -> {
            throw new OutOfMemoryError("Java heap space");
        }));

        await().untilTrue(acknowledged);
        assertThat(gateway.answersOf(frame))
                .singleElement()
                .isInstanceOfSatisfying(
                        TensorMessage.Failed.class,
                        failed -> assertThat(failed.failure().message()).isEqualTo("Java heap space"));
    }

    @Test
    void tellsWhoWaitsThatMemoryRanOutAndGoesOn() throws Exception {
        OutOfMemoryError error = new OutOfMemoryError("Java heap space");

        assertThat(executor.afterwards(() -> {
                    throw error;
                }))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withCause(error);

        assertThat(executor.afterwards(() -> {})).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void hasNotEndedWhileAPartitionStillComputes() throws Exception {
        CountDownLatch computing = new CountDownLatch(1);
        AtomicBoolean goOn = new AtomicBoolean();
        executor.submit(firing(FrameId.create(), inputs -> {
            computing.countDown();
            while (!goOn.get()) {
                Thread.onSpinWait();
            }
            return Map.of();
        }));
        computing.await();

        assertThat(executor.drain(Duration.ofMillis(50))).isFalse();
        executor.close();
        assertThat(executor.hasEnded()).isFalse();

        goOn.set(true);
        await().until(executor::hasEnded);
    }

    private Firing firing(FrameId frame, Computation computation) {
        LoadedPartition partition = new LoadedPartition(
                TinyPlan.published(EPOCH), TinyPlan.plan(1000).partitions().get(0), computation, Lane.RESIDENT);
        TensorMessage.Data data = new TensorMessage.Data(
                FakeGateway.address(frame, EPOCH, 1, "x"), Tensor.ofFloats(TinyModel.SHAPE, 1, 1, 1, 1), List.of());
        SharedAck ack = new SharedAck(() -> acknowledged.set(true), 1);
        return new Firing(
                partition,
                Map.of("x", new Arrival(data, ack, 0, System.nanoTime(), Optional.empty(), Optional.empty())));
    }
}
