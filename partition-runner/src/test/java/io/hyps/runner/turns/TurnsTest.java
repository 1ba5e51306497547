package io.hyps.runner.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.ModelRef;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.runner.TinyModel;
import io.hyps.runner.session.ComputeException;
import io.hyps.runner.session.PartitionSession;
import io.hyps.runner.session.SliceForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Partitions that multiply by 1, 2, 3, 4: each in a block of its own. */
class TurnsTest {
    private static final int PARTITIONS = 4;
    private static final int TENSORS = 128;
    private static final long WORK = 64;
    private static final long BLOCK = Layout.BLOCK_BYTES;

    @TempDir
    Path directory;

    private final AtomicLong room = new AtomicLong();
    private final AtomicLong grown = new AtomicLong();
    private final AtomicLong firm = new AtomicLong(Long.MAX_VALUE);

    @ParameterizedTest
    @CsvSource({"4, true, 4", "4, false, 4", "3, true, 8", "2, true, 12", "1, true, 12", "1, false, 12"})
    void runsEachWithItsOwnWeightsRoundAfterRound(int blocks, boolean pastCache, int loads) throws Exception {
        room.set(blocks * BLOCK + TENSORS + WORK);
        try (Turns turns = turns(pastCache)) {
            List<Seat> seats = hold(turns);

            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < PARTITIONS; i++) {
                    assertThat(run(seats.get(i), 5)).isEqualTo(5 * (i + 1));
                }
            }

            assertThat(turns.loads()).isEqualTo(loads);
            assertThat(turns.hits()).isEqualTo(3 * PARTITIONS - loads);
        }
    }

    @Test
    void readsNothingIntoWhatTheKernelCouldNotTakeBack() throws Exception {
        room.set(4 * BLOCK + TENSORS + WORK);
        firm.set(3 * BLOCK + TENSORS + WORK);
        try (Turns turns = turns(true)) {
            List<Seat> seats = hold(turns);

            for (int i = 0; i < 2 * PARTITIONS; i++) {
                assertThat(run(seats.get(i % PARTITIONS), 5)).isEqualTo(5 * (i % PARTITIONS + 1));
            }

            assertThat(turns.hits()).isEqualTo(2);
        }
    }

    @Test
    void loadsOnceForAllFramesOfATurn() throws Exception {
        room.set(BLOCK + TENSORS + WORK);
        try (Turns turns = turns(true)) {
            List<Seat> seats = hold(turns);

            run(seats.get(2), 1);
            run(seats.get(2), 2);

            assertThat(run(seats.get(2), 3)).isEqualTo(9);
            assertThat(turns.loads()).isEqualTo(1);
        }
    }

    @Test
    void mapsWeightsWhereTheyDoNotFitBesideTheWorkOfOthers() throws Exception {
        room.set(BLOCK - 1);
        try (Turns turns = turns(true)) {
            List<Seat> seats = hold(turns);

            assertThat(run(seats.get(0), 5)).isEqualTo(5);
            assertThat(run(seats.get(3), 5)).isEqualTo(20);
        }
    }

    @Test
    void goesOnWhenTheRoomChangesAndWhenItHasGivenUpItsMemory() throws Exception {
        room.set(4 * BLOCK + TENSORS + WORK);
        try (Turns turns = turns(true)) {
            List<Seat> seats = hold(turns);
            List<Float> answers = new ArrayList<>();
            for (long blocks : List.of(4, 1, 0, 2)) {
                room.set(blocks * BLOCK + TENSORS + WORK);
                answers.add(run(seats.get(1), 7));
                answers.add(run(seats.get(2), 7));
            }
            turns.yieldMemory();
            answers.add(run(seats.get(1), 7));

            assertThat(answers).containsExactly(14f, 21f, 14f, 21f, 14f, 21f, 14f, 21f, 14f);
        }
    }

    @Test
    void holdsTwoPlansAndLetsOneGo() throws Exception {
        room.set(2 * BLOCK + TENSORS + WORK);
        try (Turns turns = turns(true)) {
            List<Seat> old = hold(turns);
            run(old.get(0), 1);
            List<Seat> young = hold(turns);

            assertThat(run(young.get(1), 3)).isEqualTo(6);
            assertThat(run(old.get(2), 3)).isEqualTo(9);
            old.forEach(Seat::leave);
            assertThat(run(young.get(3), 3)).isEqualTo(12);
        }
    }

    @Test
    void failsForAFrameWhoseWeightsAreGoneAndServesTheNext() throws Exception {
        room.set(BLOCK + TENSORS + WORK);
        try (Turns turns = turns(true)) {
            List<Seat> seats = hold(turns);
            Path gone = weights(1);
            byte[] content = Files.readAllBytes(gone);
            Files.delete(gone);

            assertThatThrownBy(() -> run(seats.get(1), 1))
                    .isInstanceOf(ComputeException.class)
                    .hasMessageContaining("'p1'")
                    .hasMessageContaining("cannot be read");
            Files.write(gone, content);

            assertThat(run(seats.get(1), 1)).isEqualTo(2);
            assertThat(run(seats.get(0), 1)).isEqualTo(1);
        }
    }

    private Turns turns(boolean pastCache) {
        return new Turns(new Turns.Room(room::get, firm::get, grown::get), pastCache);
    }

    private List<Seat> hold(Turns turns) throws Exception {
        List<Seat> seats = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            seats.add(seat(turns, i));
        }
        turns.hold(seats);
        return seats;
    }

    private Seat seat(Turns turns, int index) throws IOException {
        TinyModel.Slice slice = TinyModel.convolution("x", "y", index + 1);
        SliceRef ref = slice.ref();
        for (Map.Entry<Sha256, byte[]> file : slice.files().entrySet()) {
            Files.write(
                    file.getKey().equals(ref.graph().sha256())
                            ? directory.resolve(ref.graph().graphFileName())
                            : weights(index),
                    file.getValue());
        }
        SliceForm form = new SliceForm(
                directory.resolve(ref.graph().graphFileName()), Optional.of(weights(index)), SliceForm.Mode.LEAN);
        Partition partition =
                new Partition("p" + index, List.of("d0"), List.of("x"), List.of("y"), 1, 4, 4 + TENSORS + WORK, ref);
        Plan plan = new Plan(
                Plan.SCHEMA,
                new ModelRef("m", "1", Sha256.of(new byte[0]), 0),
                null,
                "memory",
                Residency.TURNS,
                List.of("x"),
                List.of("y"),
                1,
                List.of(
                        new TensorSpec("x", ElementType.FLOAT32, TinyModel.SHAPE),
                        new TensorSpec("y", ElementType.FLOAT32, TinyModel.SHAPE)),
                List.of(partition));
        return turns.seat(
                partition, form.weights(), TENSORS, place -> PartitionSession.open(form, plan, partition, 1, place));
    }

    private Path weights(int index) {
        return directory.resolve(Objects.requireNonNull(
                        TinyModel.convolution("x", "y", index + 1).ref().weights())
                .weightsFileName());
    }

    private static float run(Seat seat, float value) throws ComputeException {
        Map<String, Tensor> outputs =
                seat.run(Map.of("x", EncodedTensor.raw(Tensor.ofFloats(TinyModel.SHAPE, value, 0, 0, 0))));
        return Objects.requireNonNull(outputs.get("y")).floats().get(0);
    }
}
