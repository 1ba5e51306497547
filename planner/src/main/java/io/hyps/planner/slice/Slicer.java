package io.hyps.planner.slice;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedOutputStream;
import io.hyps.planner.cost.StretchCosts;
import io.hyps.planner.graph.Node;
import io.hyps.planner.graph.Weight;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.SliceRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes stretches of a model as files. The same stretch of the same model always gives the same bytes. The ONNX file
 * names its weights file, so its digest covers both.
 */
public final class Slicer {
    /** Weights below this size stay in the ONNX file: some hold shapes, which ONNX Runtime reads while it loads. */
    private static final long SMALLEST_EXTERNAL_BYTES = 1024;

    private final OnnxModel model;
    private final StretchCosts costs;

    private Slicer(OnnxModel model, StretchCosts costs) {
        this.model = model;
        this.costs = costs;
    }

    public static Slicer of(OnnxModel model, StretchCosts costs) {
        return new Slicer(model, costs);
    }

    /**
     * Writes the nodes from one position to another (exclusive).
     *
     * @param name of the partition, for the file's own description
     * @param folder must exist
     */
    public SliceRef write(String name, int from, int to, Path folder) throws IOException {
        List<Node> nodes = model.graph().nodes().subList(from, to);
        Set<String> read = new LinkedHashSet<>();
        nodes.forEach(node -> read.addAll(node.reads()));
        List<Weight> external = read.stream()
                .map(model.graph().weights()::get)
                .filter(weight -> weight != null && isExternal(weight))
                .toList();
        WeightsFile weights = WeightsFile.write(external, folder);
        ModelProto slice = new SliceGraph(model, nodes, read, weights)
                .build(name, costs.inputs(from, to), costs.outputs(from, to));
        return new SliceRef(writeGraph(slice, folder), weights.blob().orElse(null));
    }

    private static boolean isExternal(Weight weight) {
        return weight.sizeBytes() >= SMALLEST_EXTERNAL_BYTES && weight.data().remaining() == weight.sizeBytes();
    }

    private static SliceRef.Blob writeGraph(ModelProto slice, Path folder) throws IOException {
        byte[] bytes = new byte[slice.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        slice.writeTo(out);
        out.checkNoSpaceLeft();
        SliceRef.Blob blob = new SliceRef.Blob(Sha256.of(bytes), bytes.length);
        Path unnamed = Files.createTempFile(folder, "graph", ".part");
        try {
            Files.write(unnamed, bytes);
            name(unnamed, folder.resolve(blob.graphFileName()));
        } finally {
            Files.deleteIfExists(unnamed);
        }
        return blob;
    }

    /** Gives a finished file its name and the permissions of any file, which temporary files do not have. */
    static void name(Path unnamed, Path named) throws IOException {
        if (Files.getFileStore(unnamed).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(unnamed, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Files.move(unnamed, named, StandardCopyOption.REPLACE_EXISTING);
    }
}
