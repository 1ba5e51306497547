package io.hyps.runner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.FakeGateway;
import io.hyps.runner.FakePlanner;
import io.hyps.runner.FakeWatcher;
import io.hyps.runner.TinyModel;
import io.hyps.runner.TinyPlan;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole runner that lends its plans memory for their tensors, and takes it back as plans come and go. */
class LentMemoryTest {
    private static final Epoch EPOCH = new Epoch(1, 1);
    private static final Epoch NEXT = new Epoch(1, 2);

    /** Of each of two partitions, of 1000 GiB: an arena would want twice the work, and another plan like it would fit. */
    private static final long PEAK = 170L << 30;

    /** Fits beside, but not beside what is lent. */
    private static final long NEXT_PEAK = 300L << 30;

    @TempDir
    Path cache;

    private final InMemoryBroker broker = new InMemoryBroker();
    private final FakePlanner planner = new FakePlanner(broker.connect("planner"), TinyPlan.files());
    private final FakeGateway gateway = new FakeGateway(broker.connect("gateway"));
    private final FakeWatcher watcher = new FakeWatcher(broker.connect("watcher"));
    private PartitionRunner runner;

    @BeforeEach
    void start() {
        RunnerConfig config = TestRunnerConfig.of(cache, Map.of());
        runner = PartitionRunner.open(config, broker::connect, Clock.systemUTC(), () -> {});
        becomeReady(EPOCH, TinyPlan.plan(PEAK));
        assertThat(lentBytes()).isEqualTo(half(PEAK));
        assertThat(compute(EPOCH)).containsExactly(4, 4, 4, 4);
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
    void takesItBackForTheNextPlanAndLendsAgainOnceThePlanBeforeIsRetired() {
        becomeReady(NEXT, TinyPlan.plan(NEXT_PEAK));
        assertThat(lentBytes()).isZero();
        assertThat(compute(EPOCH)).containsExactly(4, 4, 4, 4);
        assertThat(compute(NEXT)).containsExactly(4, 4, 4, 4);

        planner.retire(new Topic.Plan(TinyPlan.MODEL, EPOCH));

        await().until(() -> lentBytes() == half(NEXT_PEAK));
        assertThat(compute(NEXT)).containsExactly(4, 4, 4, 4);
        assertThat(compute(NEXT)).containsExactly(4, 4, 4, 4);
    }

    @Test
    void lendsAgainIfTheNextPlanIsWithdrawnBeforeItIsLoaded() {
        TinyModel.Slice nobodyHas = TinyModel.convolution("x", "h", 5);
        planner.publish(TinyPlan.published(NEXT, TinyPlan.plan(NEXT_PEAK, nobodyHas)));
        await().until(() -> lentBytes() == 0);
        assertThat(compute(EPOCH)).containsExactly(4, 4, 4, 4);

        planner.retire(new Topic.Plan(TinyPlan.MODEL, NEXT));

        await().until(() -> lentBytes() == half(PEAK));
        assertThat(compute(EPOCH)).containsExactly(4, 4, 4, 4);
    }

    private void becomeReady(Epoch epoch, Plan plan) {
        planner.publish(TinyPlan.published(epoch, plan));
        await().until(() -> watcher.latest().isReady(TinyPlan.MODEL, epoch));
    }

    /** Of what both partitions work with; one has weights of 4 bytes. */
    private static long half(long peakBytes) {
        return (2 * peakBytes - 4) / 2;
    }

    private long lentBytes() {
        return runner.vitals().account().lentBytes();
    }

    private float[] compute(Epoch epoch) {
        FrameId frame = FrameId.create();
        gateway.dispatch(frame, epoch, 1, 1, 1, 1, 1);
        await().until(() -> !gateway.answersOf(frame).isEmpty());
        float[] y = new float[4];
        ((TensorMessage.Data) gateway.answersOf(frame).get(0)).tensor().floats().get(y);
        return y;
    }
}
