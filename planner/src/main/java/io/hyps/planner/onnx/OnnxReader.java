package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.hyps.planner.graph.Weight;
import io.hyps.protocol.Sha256;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Reads one ONNX file: maps it, parses it without copying its weights, checks it, finds all shapes. */
final class OnnxReader {
    /** A protobuf message is at most this long; larger models keep their weights in external data. */
    private static final long LARGEST_FILE_BYTES = Integer.MAX_VALUE;

    private static final int DEEPEST_MESSAGE = 100;
    private static final int MOST_NODES = 20_000;

    private final Path file;
    private final FixedShapes shapes;

    OnnxReader(Path file, FixedShapes shapes) {
        this.file = file;
        this.shapes = shapes;
    }

    OnnxModel read() throws BadModelException, IOException {
        try {
            return readChecked();
        } catch (BadModelException e) {
            throw new BadModelException(name() + ": " + e.getMessage(), e);
        }
    }

    private String name() {
        Path name = file.getFileName();
        return name == null || name.toString().isEmpty() ? "'" + file + "'" : name.toString();
    }

    private OnnxModel readChecked() throws BadModelException, IOException {
        ModelProto proto = parse();
        if (!proto.hasGraph() || proto.getGraph().getNodeCount() == 0) {
            throw new BadModelException("is no ONNX model: it holds no graph with nodes");
        }
        if (proto.getGraph().getNodeCount() > MOST_NODES) {
            throw new BadModelException(
                    "has " + proto.getGraph().getNodeCount() + " nodes, over the limit of " + MOST_NODES);
        }
        ExternalData external = new ExternalData(folder());
        Map<String, Weight> weights = new InitializerReader(external).read(proto.getGraph());
        GraphCheck.check(proto, weights.keySet());
        ModelProto fixed = shapes.apply(GraphOutline.of(proto, weights), weights.keySet());
        ModelProto inferred = ShapeInference.infer(fixed);
        return new OnnxModel(
                file, Sha256.of(file), proto, new GraphBuilder(proto, inferred, weights).build(), external.files());
    }

    private Path folder() throws BadModelException {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null) {
            throw new BadModelException("is not a file");
        }
        return folder;
    }

    private ModelProto parse() throws BadModelException, IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new BadModelException("is not a file");
        }
        long size = Files.size(file);
        if (size == 0) {
            throw new BadModelException("is empty");
        }
        if (size > LARGEST_FILE_BYTES) {
            throw new BadModelException("has " + size + " bytes, more than a protobuf message can have (2 GiB): "
                    + "save the model with external data");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
            MessageScan.check(
                    UnsafeByteOperations.unsafeWrap(bytes.duplicate()).newCodedInput(),
                    Math.toIntExact(size),
                    ModelProto.getDescriptor());
            CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
            in.enableAliasing(true);
            in.setRecursionLimit(DEEPEST_MESSAGE);
            return ModelProto.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw new BadModelException(
                    "is no ONNX model, or is cut short: its " + size + " bytes are not a whole protobuf message", e);
        }
    }
}
