package io.hyps.planner.cli;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.SliceRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Changes plans as somebody would who knows the format: all digests are right afterwards. */
final class Tampering {
    private static final int SOME = 256;

    private Tampering() {}

    /** Changes the first weights in the last partition's weights file; every digest that depends on them as well. */
    static void changeWeights(Path folder, float value) throws Exception {
        PlanFolder opened = PlanFolder.open(folder);
        int last = opened.plan().partitions().size() - 1;
        Partition partition = opened.plan().partitions().get(last);
        SliceRef.Blob weights = Objects.requireNonNull(partition.slice().weights());
        Path slices = folder.resolve("slices");

        byte[] data = Files.readAllBytes(slices.resolve(weights.weightsFileName()));
        ByteBuffer floats = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < SOME; i++) {
            floats.putFloat(value);
        }
        SliceRef.Blob newWeights = new SliceRef.Blob(Sha256.of(data), data.length);
        Files.delete(slices.resolve(weights.weightsFileName()));
        Files.write(slices.resolve(newWeights.weightsFileName()), data);

        Path graph = opened.graphFile(partition);
        byte[] model = renamed(graph, weights.weightsFileName(), newWeights.weightsFileName());
        SliceRef.Blob newGraph = new SliceRef.Blob(Sha256.of(model), model.length);
        Files.delete(graph);
        Files.write(slices.resolve(newGraph.graphFileName()), model);

        writePlan(folder.resolve("plan.json"), last, newGraph, newWeights);
    }

    private static byte[] renamed(Path graph, String from, String to) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(graph)).toBuilder();
        for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            for (StringStringEntryProto.Builder entry : tensor.getExternalDataBuilderList()) {
                if (entry.getValue().equals(from)) {
                    entry.setValue(to);
                }
            }
        }
        return model.build().toByteArray();
    }

    private static void writePlan(Path file, int partition, SliceRef.Blob graph, SliceRef.Blob weights)
            throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode plan = (ObjectNode) mapper.readTree(file.toFile());
        ObjectNode slice = (ObjectNode) plan.at("/partitions/" + partition + "/slice");
        slice.set(
                "graph",
                mapper.createObjectNode().put("sha256", graph.sha256().hex()).put("bytes", graph.bytes()));
        slice.set(
                "weights",
                mapper.createObjectNode().put("sha256", weights.sha256().hex()).put("bytes", weights.bytes()));
        mapper.writeValue(file.toFile(), plan);
    }
}
