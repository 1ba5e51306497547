package io.hyps.runner.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.ModelRef;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;
import io.hyps.runner.TinyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionSessionTest {
    @TempDir
    Path directory;

    @Test
    void computesWithExternalWeights() throws Exception {
        try (PartitionSession session =
                open(TinyModel.convolution("x", "y", -2), ElementType.FLOAT32, TinyModel.SHAPE)) {
            assertThat(floats(session.run(given(Tensor.ofFloats(TinyModel.SHAPE, 1, -1, 2, 0)))))
                    .containsExactly(0, 2, 0, 0);
            assertThat(floats(session.run(given(Tensor.ofFloats(TinyModel.SHAPE, -3, 0, 0, 0)))))
                    .startsWith(6);
        }
    }

    @Test
    void writesItsOutputsToTheSamePlaceForEveryFrame() throws Exception {
        try (PartitionSession session =
                open(TinyModel.convolution("x", "y", -2), ElementType.FLOAT32, TinyModel.SHAPE)) {
            Map<String, Tensor> first = session.run(given(Tensor.ofFloats(TinyModel.SHAPE, 1, -1, 2, 0)));
            session.run(given(Tensor.ofFloats(TinyModel.SHAPE, -3, 0, 0, 0)));

            assertThat(floats(first)).startsWith(6);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"UINT16", "UINT32", "UINT64"})
    void carriesEveryTypeBitByBit(ElementType type) throws Exception {
        Shape shape = Shape.of(2, 3);
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(shape.sizeBytes(type)));
        for (int i = 0; i < bytes.capacity(); i++) {
            bytes.put(i, (byte) (type == ElementType.BOOL ? i % 2 : i + 1));
        }
        try (PartitionSession session =
                open(TinyModel.identity(DataType.forNumber(type.onnxCode()), 2, 3), type, shape)) {
            Tensor made = session.run(given(Tensor.of(type, shape, bytes))).get("y");

            assertThat(Objects.requireNonNull(made).data()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UINT16", "UINT32", "UINT64"})
    void refusesTypesThatTheBindingCannotCarry(ElementType type) {
        assertThatThrownBy(
                        () -> open(TinyModel.identity(DataType.forNumber(type.onnxCode()), 2, 3), type, Shape.of(2, 3)))
                .satisfies(e -> assertThat(((RefusedException) e).reason()).isEqualTo(RefusalReason.UNSUPPORTED))
                .hasMessageContaining(type.toString());
    }

    @Test
    void refusesAnotherShapeThanThePlans() {
        assertThatThrownBy(() -> open(TinyModel.identity(DataType.FLOAT, 2, 3), ElementType.FLOAT32, Shape.of(3, 2)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("input 'x' is FLOAT[2, 3], the plan says float32[3, 2]");
    }

    @Test
    void refusesAnInputThatNoMessageCarries() {
        assertThatThrownBy(
                        () -> open(TinyModel.identity(DataType.FLOAT), ElementType.FLOAT32, Shape.of(1 << 15, 1 << 15)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("input 'x' has 4294967296 bytes");
    }

    @Test
    void refusesAnotherTypeThanThePlans() {
        assertThatThrownBy(() -> open(TinyModel.identity(DataType.INT32, 2, 3), ElementType.FLOAT32, Shape.of(2, 3)))
                .hasMessageContaining("input 'x' is INT32[2, 3], the plan says float32[2, 3]");
    }

    /** On one session, with numbers of frames that differ from run to run. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void computesSeveralFramesAsItDoesOneByOne(int frames) throws Exception {
        try (PartitionSession session = open(openConvolution(), ElementType.FLOAT32, TinyModel.SHAPE, 4)) {
            session.run(List.of(given(frame(7)), given(frame(8)), given(frame(9))));
            List<Map<String, EncodedTensor>> given =
                    IntStream.range(0, frames).mapToObj(i -> given(frame(i))).toList();

            List<float[]> together = session.run(given).stream()
                    .map(PartitionSessionTest::floats)
                    .toList();

            assertThat(together).hasSize(frames);
            for (int i = 0; i < frames; i++) {
                assertThat(together.get(i))
                        .containsExactly(floats(session.run(given.get(i))))
                        .startsWith(3 * i, 3 * i + 3);
            }
        }
    }

    @Test
    void failsAllFramesForOneThatIsMalformed() throws Exception {
        try (PartitionSession session = open(openConvolution(), ElementType.FLOAT32, TinyModel.SHAPE, 2)) {
            assertThatThrownBy(() -> session.run(List.of(given(frame(1)), given(Tensor.ofFloats(Shape.of(1), 1)))))
                    .isInstanceOf(ComputeException.class)
                    .hasMessageContaining("input 'x' is float32[1], wanted float32[1, 1, 2, 2]");
        }
    }

    @Test
    void refusesASliceOfOneFrameForSeveral() {
        assertThatThrownBy(() -> open(TinyModel.convolution("x", "y", 1), ElementType.FLOAT32, TinyModel.SHAPE, 2))
                .satisfies(e -> assertThat(((RefusedException) e).reason()).isEqualTo(RefusalReason.BAD_SLICE))
                .hasMessageContaining("input 'x' is FLOAT[1, 1, 2, 2], the plan has 2 frames at once");
    }

    private static TinyModel.Slice openConvolution() {
        return TinyModel.batched(TinyModel.convolution("x", "y", 3));
    }

    private static Tensor frame(int first) {
        return Tensor.ofFloats(TinyModel.SHAPE, first, first + 1, -1, 0);
    }

    @Test
    void refusesAFileThatIsNoModel() throws Exception {
        byte[] noise = "no model".getBytes(StandardCharsets.UTF_8);
        TinyModel.Slice slice = new TinyModel.Slice(
                new SliceRef(new SliceRef.Blob(Sha256.of(noise), noise.length), null), Map.of(Sha256.of(noise), noise));

        assertThatThrownBy(() -> open(slice, ElementType.FLOAT32, Shape.of(1)))
                .satisfies(e -> assertThat(((RefusedException) e).reason()).isEqualTo(RefusalReason.BAD_SLICE))
                .hasMessageContaining("cannot load partition 'p0'");
    }

    @Test
    void refusesInputsOfAnotherShapeAndGoesOn() throws Exception {
        try (PartitionSession session =
                open(TinyModel.convolution("x", "y", 1), ElementType.FLOAT32, TinyModel.SHAPE)) {
            assertThatThrownBy(() -> session.run(given(Tensor.ofFloats(Shape.of(1), 1))))
                    .isInstanceOf(ComputeException.class)
                    .hasMessageContaining("input 'x' is float32[1], wanted float32[1, 1, 2, 2]");
            assertThatThrownBy(() -> session.run(Map.of()))
                    .isInstanceOf(ComputeException.class)
                    .hasMessageContaining("not there");

            assertThat(session.run(given(Tensor.ofFloats(TinyModel.SHAPE, 1, 1, 1, 1))))
                    .containsOnlyKeys("y");
        }
    }

    @Test
    void isLoadedAgainForAnotherAllocationAndStaysAsItIsIfThatFails() throws Exception {
        List<TensorAllocation> loaded = new ArrayList<>();
        ResidentSession.Opening opening = allocation -> {
            if (loaded.size() == 3) {
                throw new RefusedException(RefusalReason.STORAGE, "the slice is gone");
            }
            loaded.add(allocation);
            return open(TinyModel.convolution("x", "y", -2), ElementType.FLOAT32, TinyModel.SHAPE, 1, allocation);
        };
        Map<String, EncodedTensor> input = given(Tensor.ofFloats(TinyModel.SHAPE, 1, -1, 2, 0));
        try (ResidentSession session = ResidentSession.open(opening, TensorAllocation.ARENA)) {
            assertThat(session.reopen(TensorAllocation.ARENA)).isTrue();
            for (TensorAllocation wanted : List.of(TensorAllocation.SINGLE, TensorAllocation.PATTERN)) {
                assertThat(session.reopen(wanted)).isTrue();
                assertThat(session.allocation()).isEqualTo(wanted);
                assertThat(floats(session.run(input))).containsExactly(0, 2, 0, 0);
                assertThat(floats(session.run(input))).containsExactly(0, 2, 0, 0);
            }
            assertThat(loaded)
                    .containsExactly(TensorAllocation.ARENA, TensorAllocation.SINGLE, TensorAllocation.PATTERN);

            assertThat(session.reopen(TensorAllocation.SINGLE)).isFalse();

            assertThat(session.allocation()).isEqualTo(TensorAllocation.PATTERN);
            assertThat(floats(session.run(input))).containsExactly(0, 2, 0, 0);
        }
    }

    private PartitionSession open(TinyModel.Slice slice, ElementType type, Shape shape) throws Exception {
        return open(slice, type, shape, 1);
    }

    private PartitionSession open(TinyModel.Slice slice, ElementType type, Shape shape, int frames) throws Exception {
        return open(slice, type, shape, frames, TensorAllocation.ARENA);
    }

    private PartitionSession open(
            TinyModel.Slice slice, ElementType type, Shape shape, int frames, TensorAllocation allocation)
            throws RefusedException {
        Path graph = directory.resolve(slice.ref().graph().graphFileName());
        try {
            Files.write(
                    graph,
                    Objects.requireNonNull(slice.files().get(slice.ref().graph().sha256())));
            var weights = slice.ref().weights();
            if (weights != null) {
                Files.write(
                        directory.resolve(weights.weightsFileName()),
                        Objects.requireNonNull(slice.files().get(weights.sha256())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Partition partition =
                new Partition("p0", List.of("d0"), List.of("x"), List.of("y"), 1, 0, 0, slice.ref(), frames);
        Plan plan = new Plan(
                Plan.SCHEMA,
                new ModelRef("m", "1", Sha256.of(new byte[0]), 0),
                null,
                "memory",
                Residency.RESIDENT,
                List.of("x"),
                List.of("y"),
                1,
                List.of(new TensorSpec("x", type, shape), new TensorSpec("y", type, shape)),
                List.of(partition));
        return PartitionSession.open(
                new SliceForm(graph, Optional.empty(), SliceForm.Mode.LEAN), plan, partition, 1, allocation);
    }

    private static Map<String, EncodedTensor> given(Tensor x) {
        return Map.of("x", EncodedTensor.raw(x));
    }

    private static float[] floats(Map<String, Tensor> outputs) {
        Tensor tensor = Objects.requireNonNull(outputs.get("y"));
        float[] elements = new float[tensor.floats().remaining()];
        tensor.floats().get(elements);
        return elements;
    }
}
