package io.hyps.runner.session;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a slice's ONNX file says of its weights; read field by field from onnx.proto, as the messages themselves would take
 * more memory than the answer is worth.
 *
 * @param convolutionBytes of weights that ONNX Runtime copies into another layout when it optimises
 * @param largestBytes of the largest weight
 */
record SliceWeights(long convolutionBytes, long largestBytes) {
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OPERATOR = 4;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_RAW = 9;
    private static final int TENSOR_EXTERNAL = 13;
    private static final int ENTRY_KEY = 1;
    private static final int ENTRY_VALUE = 2;
    private static final Set<String> COPIED_FOR = Set.of(
            "Conv", "ConvTranspose", "FusedConv", "QLinearConv", "ConvInteger", "MatMulInteger", "QLinearMatMul");

    private static final class Found {
        private final Map<String, Long> sizes = new HashMap<>();
        private final Set<String> copied = new HashSet<>();
    }

    /** Takes a field, or returns false to have it passed over. */
    @FunctionalInterface
    private interface Field {
        boolean read(int number, CodedInputStream in) throws IOException;
    }

    /** @throws IOException if the file cannot be read as an ONNX model */
    static SliceWeights read(Path graph) throws IOException {
        Found found = new Found();
        try (var file = Files.newInputStream(graph)) {
            CodedInputStream in = CodedInputStream.newInstance(file);
            in.setSizeLimit(Integer.MAX_VALUE);
            message(in, (number, model) -> number == MODEL_GRAPH && inside(model, (n, g) -> graph(n, g, found)));
        }
        long convolutions = found.copied.stream()
                .mapToLong(name -> found.sizes.getOrDefault(name, 0L))
                .sum();
        long largest =
                found.sizes.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return new SliceWeights(convolutions, largest);
    }

    private static boolean graph(int number, CodedInputStream in, Found found) throws IOException {
        if (number == GRAPH_NODE) {
            return node(in, found);
        }
        return number == GRAPH_INITIALIZER && initializer(in, found);
    }

    private static boolean node(CodedInputStream in, Found found) throws IOException {
        Set<String> inputs = new HashSet<>();
        String[] operator = {""};
        inside(in, (number, node) -> {
            if (number == NODE_INPUT) {
                return inputs.add(node.readString()) || true;
            }
            if (number == NODE_OPERATOR) {
                operator[0] = node.readString();
            }
            return number == NODE_OPERATOR;
        });
        if (COPIED_FOR.contains(operator[0])) {
            found.copied.addAll(inputs);
        }
        return true;
    }

    private static boolean initializer(CodedInputStream in, Found found) throws IOException {
        String[] name = {""};
        long[] bytes = {0};
        inside(in, (number, tensor) -> {
            switch (number) {
                case TENSOR_NAME -> name[0] = tensor.readString();
                case TENSOR_RAW -> {
                    int length = tensor.readRawVarint32();
                    bytes[0] = length;
                    tensor.skipRawBytes(length);
                }
                case TENSOR_EXTERNAL -> bytes[0] = Math.max(bytes[0], externalLength(tensor));
                default -> {
                    return false;
                }
            }
            return true;
        });
        found.sizes.put(name[0], bytes[0]);
        return true;
    }

    private static long externalLength(CodedInputStream in) throws IOException {
        String[] entry = {"", ""};
        inside(in, (number, field) -> {
            if (number != ENTRY_KEY && number != ENTRY_VALUE) {
                return false;
            }
            entry[number - 1] = field.readString();
            return true;
        });
        return entry[0].equals("length") && entry[1].matches("[0-9]{1,18}") ? Long.parseLong(entry[1]) : 0;
    }

    private static boolean inside(CodedInputStream in, Field field) throws IOException {
        int before = in.pushLimit(in.readRawVarint32());
        message(in, field);
        in.popLimit(before);
        return true;
    }

    private static void message(CodedInputStream in, Field field) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            boolean taken = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED
                    && field.read(WireFormat.getTagFieldNumber(tag), in);
            if (!taken) {
                in.skipField(tag);
            }
        }
    }
}
