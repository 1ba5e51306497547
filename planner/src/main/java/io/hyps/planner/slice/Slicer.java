package io.hyps.planner.slice;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import io.hyps.planner.cost.Part;
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
 * Writes parts of a model as files. The same part of the same model always gives the same bytes. The ONNX file
 * names its weights file, so its digest covers both.
 */
public final class Slicer {
    /** Weights below this size stay in the ONNX file: some hold shapes, which ONNX Runtime reads while it loads. */
    private static final long SMALLEST_EXTERNAL_BYTES = 1024;

    private final OnnxModel model;

    private Slicer(OnnxModel model) {
        this.model = model;
    }

    public static Slicer of(OnnxModel model) {
        return new Slicer(model);
    }

    /**
     * Writes a part of the model's graph.
     *
     * @param name of the partition, for the file's own description
     * @param folder must exist
     */
    public SliceRef write(String name, Part part, Path folder) throws IOException {
        return write(name, part, folder, false);
    }

    /**
     * Writes a part of the model's graph.
     *
     * @param name of the partition, for the file's own description
     * @param folder must exist
     * @param batches whether it is to take any number of frames at once, as rows of its tensors; the part must keep them apart
     */
    public SliceRef write(String name, Part part, Path folder, boolean batches) throws IOException {
        List<Node> nodes = part.nodes().stream().map(model.graph().nodes()::get).toList();
        Set<String> read = new LinkedHashSet<>();
        nodes.forEach(node -> read.addAll(node.reads()));
        List<Weight> external = read.stream()
                .map(model.graph().weights()::get)
                .filter(weight -> weight != null && isExternal(weight))
                .toList();
        WeightsFile weights = WeightsFile.write(external, folder);
        ModelProto slice =
                new SliceGraph(model, nodes, read, weights, batches).build(name, part.inputs(), part.outputs());
        return new SliceRef(writeGraph(slice, folder), weights.blob().orElse(null));
    }

    private static boolean isExternal(Weight weight) {
        return weight.sizeBytes() >= SMALLEST_EXTERNAL_BYTES
                && weight.elementType() != TensorProto.DataType.STRING_VALUE;
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
