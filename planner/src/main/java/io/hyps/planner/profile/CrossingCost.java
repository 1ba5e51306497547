package io.hyps.planner.profile;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.hyps.planner.session.KernelRun;
import io.hyps.planner.session.OptimisedCopy;
import io.hyps.planner.session.SessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What ONNX Runtime takes for a tensor that enters or leaves a partition.
 *
 * @param nanosPerByte to bring a tensor into its blocked layout or out of it, which is about what a pass over it takes
 * @param nanos for the tensor itself: half of what a run takes that computes next to nothing, and has one input and one
 *     output
 */
record CrossingCost(double nanosPerByte, double nanos) {
    private static final int CHANNELS = 64;
    private static final int SIDE = 112;
    private static final double BYTES = (double) Float.BYTES * CHANNELS * SIDE * SIDE;
    /** Where there is no blocked layout. */
    private static final double USUAL_NANOS_PER_BYTE = 0.1;

    /** Two models to be traced: one of which the input and the output are converted, and one with nearly nothing to do. */
    static List<OptimisedCopy> write(Path folder) throws IOException, SessionException {
        return List.of(
                SmallConvolution.write(Files.createDirectory(folder.resolve("rate")), CHANNELS, SIDE),
                SmallConvolution.write(Files.createDirectory(folder.resolve("call")), 1, 1));
    }

    /** @param traced of the two models */
    static CrossingCost of(List<OptimisedCopy> copies, List<Traced> traced) throws IOException, SessionException {
        ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(copies.get(0).graph()));
        KernelTimes times = KernelTimes.of(
                KernelRun.read(Path.of(traced.get(0).trace())), traced.get(0).medianNanos());
        double nanosPerByte = IntStream.range(0, proto.getGraph().getNodeCount())
                .filter(node -> KernelGroups.isReorder(proto.getGraph().getNode(node)))
                .mapToDouble(node -> times.nanos(node) / BYTES)
                .average()
                .orElse(USUAL_NANOS_PER_BYTE);
        return new CrossingCost(nanosPerByte, traced.get(1).medianNanos() / 2.0);
    }
}
