package io.hyps.runner.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.runner.FakeGateway;
import io.hyps.runner.TinyModel;
import io.hyps.runner.TinyPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnTakersTest {
    private static final Epoch EPOCH = new Epoch(1, 1);

    private final PublishedPlan plan = TinyPlan.published(EPOCH, TinyPlan.plan(1000, TinyPlan.FIRST, Residency.TURNS));
    private final LoadedPartition first = loaded(0);
    private final LoadedPartition second = loaded(1);
    private final TurnTakers takers = new TurnTakers(TinyPlan.DEVICE);

    @Test
    void knowsWhoseInputsAFiringMakes() {
        takers.add(first);
        takers.add(second);

        assertThat(takers.after(firing(first))).containsExactly(second);
        assertThat(takers.after(firing(second))).isEmpty();
    }

    @Test
    void forgetsWhoHasLeftAndSeesWhoComes() {
        takers.add(first);
        assertThat(takers.after(firing(first))).isEmpty();

        takers.add(second);
        assertThat(takers.after(firing(first))).containsExactly(second);

        takers.remove(second);
        assertThat(takers.after(firing(first))).isEmpty();
    }

    @Test
    void expectsNothingOfAnotherDevice() {
        TurnTakers elsewhere = new TurnTakers("edge-2");
        elsewhere.add(first);
        elsewhere.add(second);

        assertThat(elsewhere.after(firing(first))).isEmpty();
    }

    private LoadedPartition loaded(int place) {
        return new LoadedPartition(plan, plan.plan().partitions().get(place), inputs -> Map.of(), new Lane(1, place));
    }

    private static Firing firing(LoadedPartition partition) {
        TensorMessage.Data data = new TensorMessage.Data(
                FakeGateway.address(FrameId.create(), EPOCH, 1, "x"),
                Tensor.ofFloats(TinyModel.SHAPE, 1, 1, 1, 1),
                List.of());
        return new Firing(
                partition,
                Map.of("x", new Arrival(data, new SharedAck(() -> {}, 1), 0, 0, Optional.empty(), Optional.empty())));
    }
}
