package io.hyps.runner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.runner.FakeGateway;
import io.hyps.runner.FakePlanner;
import io.hyps.runner.FakeWatcher;
import io.hyps.runner.TinyModel;
import io.hyps.runner.TinyPlan;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole runner whose partitions, one of which joins two tensors, may compute four frames at once. */
class BatchedPlanTest {
    private static final Epoch EPOCH = new Epoch(1, 1);
    private static final int FRAMES = 48;

    @TempDir
    Path cache;

    private final List<TinyModel.Slice> slices =
            Stream.of(TinyPlan.FIRST, TinyPlan.SECOND).map(TinyModel::batched).toList();
    private final InMemoryBroker broker = new InMemoryBroker();
    private final FakePlanner planner = new FakePlanner(broker.connect("planner"), files());
    private final FakeGateway gateway = new FakeGateway(broker.connect("gateway"));
    private final FakeWatcher watcher = new FakeWatcher(broker.connect("watcher"));
    private PartitionRunner runner;

    @BeforeEach
    void start() {
        RunnerConfig config = TestRunnerConfig.of(cache, Map.of());
        runner = PartitionRunner.open(config, broker::connect, Clock.systemUTC(), () -> {});
        planner.publish(TinyPlan.published(EPOCH, plan()));
        await().until(() -> watcher.latest().isReady(TinyPlan.MODEL, EPOCH));
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
    void answersEachOfManyFramesWithItsOwn() {
        // until so many waited that several were computed at once
        await().until(() -> {
            assertAnswersEachOfManyWithItsOwn();
            return runner.vitals().work().batchedFrames() > 0;
        });

        await().untilAsserted(() -> assertThat(broker.unacknowledged("hyps-runner-" + TinyPlan.DEVICE))
                .isZero());
        assertThat(runner.vitals().work().snapshot().failures()).isZero();
    }

    private void assertAnswersEachOfManyWithItsOwn() {
        List<FrameId> frames = Stream.generate(FrameId::create).limit(FRAMES).toList();

        IntStream.range(0, FRAMES).parallel().forEach(i -> gateway.dispatch(frames.get(i), EPOCH, 1, i, -i, 1, 0));

        for (int i = 0; i < FRAMES; i++) {
            FrameId frame = frames.get(i);
            await().until(() -> !gateway.answersOf(frame).isEmpty());
            assertThat(gateway.answersOf(frame)).singleElement().isInstanceOf(TensorMessage.Data.class);
            TensorMessage.Data answer =
                    (TensorMessage.Data) gateway.answersOf(frame).get(0);
            float[] y = new float[4];
            answer.tensor().floats().get(y);
            assertThat(y).containsExactly(4 * i, -i, 4, 0);
            assertThat(answer.stages()).extracting("partition").containsExactly("p0", "p1");
        }
    }

    private Map<Sha256, byte[]> files() {
        Map<Sha256, byte[]> files = new HashMap<>();
        slices.forEach(slice -> files.putAll(slice.files()));
        return files;
    }

    private Plan plan() {
        Plan single = TinyPlan.plan(1000);
        List<Partition> partitions = IntStream.range(0, 2)
                .mapToObj(i -> {
                    Partition p = single.partitions().get(i);
                    return new Partition(
                            p.id(),
                            p.replicas(),
                            p.inputs(),
                            p.outputs(),
                            p.nodes(),
                            p.weightsBytes(),
                            p.peakMemoryBytes(),
                            slices.get(i).ref(),
                            4);
                })
                .toList();
        return new Plan(
                Plan.SCHEMA,
                single.model(),
                null,
                single.objective(),
                single.residency(),
                single.inputs(),
                single.outputs(),
                single.shards(),
                single.tensors(),
                partitions);
    }
}
