package io.hyps.runner.session;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a slice's ONNX file says of its weights; read field by field from onnx.proto, as the messages themselves would take
 * more memory than the answer is worth.
 *
 * @param convolutionBytes of weights that ONNX Runtime copies into another layout when it optimises
 * @param largestBytes of the largest weight
 * @param external those that lie in a file of their own
 */
record SliceWeights(long convolutionBytes, long largestBytes, List<ExternalWeight> external) {
    private static final int MODEL_GRAPH = block(7);
    private static final int GRAPH_NODE = block(1);
    private static final int GRAPH_INITIALIZER = block(5);
    private static final int NODE_INPUT = block(1);
    private static final int NODE_OPERATOR = block(4);
    private static final int TENSOR_DIMENSION = number(1);
    private static final int TENSOR_DIMENSIONS = block(1);
    private static final int TENSOR_TYPE = number(2);
    private static final int TENSOR_NAME = block(8);
    private static final int TENSOR_RAW = block(9);
    private static final int TENSOR_EXTERNAL = block(13);
    private static final int ENTRY_KEY = block(1);
    private static final int ENTRY_VALUE = block(2);
    private static final Set<String> COPIED_FOR = Set.of(
            "Conv", "ConvTranspose", "FusedConv", "QLinearConv", "ConvInteger", "MatMulInteger", "QLinearMatMul");

    private static final class Found {
        private final Map<String, Long> sizes = new HashMap<>();
        private final Set<String> copied = new HashSet<>();
        private final List<ExternalWeight> external = new ArrayList<>();
    }

    /** Takes a field, or returns false to have it passed over. */
    @FunctionalInterface
    private interface Field {
        boolean read(int tag, CodedInputStream in) throws IOException;
    }

    /** @throws IOException if the file cannot be read as an ONNX model */
    static SliceWeights read(Path graph) throws IOException {
        Found found = new Found();
        try (var file = Files.newInputStream(graph)) {
            CodedInputStream in = CodedInputStream.newInstance(file);
            in.setSizeLimit(Integer.MAX_VALUE);
            message(in, (tag, model) -> tag == MODEL_GRAPH && inside(model, (t, g) -> graph(t, g, found)));
        }
        long convolutions = found.copied.stream()
                .mapToLong(name -> found.sizes.getOrDefault(name, 0L))
                .sum();
        long largest =
                found.sizes.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return new SliceWeights(convolutions, largest, List.copyOf(found.external));
    }

    private static boolean graph(int tag, CodedInputStream in, Found found) throws IOException {
        if (tag == GRAPH_NODE) {
            return node(in, found);
        }
        return tag == GRAPH_INITIALIZER && initializer(in, found);
    }

    private static boolean node(CodedInputStream in, Found found) throws IOException {
        Set<String> inputs = new HashSet<>();
        String[] operator = {""};
        inside(in, (tag, node) -> {
            if (tag == NODE_INPUT) {
                return inputs.add(node.readString()) || true;
            }
            if (tag == NODE_OPERATOR) {
                operator[0] = node.readString();
            }
            return tag == NODE_OPERATOR;
        });
        if (COPIED_FOR.contains(operator[0])) {
            found.copied.addAll(inputs);
        }
        return true;
    }

    private static boolean initializer(CodedInputStream in, Found found) throws IOException {
        String[] name = {""};
        int[] type = {0};
        List<Long> shape = new ArrayList<>();
        long[] rawBytes = {0};
        Map<String, String> place = new HashMap<>();
        inside(in, (tag, tensor) -> {
            if (tag == TENSOR_NAME) {
                name[0] = tensor.readString();
            } else if (tag == TENSOR_TYPE) {
                type[0] = tensor.readInt32();
            } else if (tag == TENSOR_DIMENSION) {
                shape.add(tensor.readInt64());
            } else if (tag == TENSOR_DIMENSIONS) {
                return packed(tensor, shape);
            } else if (tag == TENSOR_RAW) {
                rawBytes[0] = tensor.readRawVarint32();
                tensor.skipRawBytes((int) rawBytes[0]);
            } else {
                return tag == TENSOR_EXTERNAL && entry(tensor, place);
            }
            return true;
        });
        long externalBytes = bytes(place, "length");
        found.sizes.put(name[0], Math.max(rawBytes[0], externalBytes));
        if (!place.isEmpty()) {
            found.external.add(
                    new ExternalWeight(name[0], type[0], List.copyOf(shape), bytes(place, "offset"), externalBytes));
        }
        return true;
    }

    private static boolean packed(CodedInputStream in, List<Long> shape) throws IOException {
        int before = in.pushLimit(in.readRawVarint32());
        while (!in.isAtEnd()) {
            shape.add(in.readInt64());
        }
        in.popLimit(before);
        return true;
    }

    private static boolean entry(CodedInputStream in, Map<String, String> place) throws IOException {
        String[] entry = {"", ""};
        inside(in, (tag, field) -> {
            if (tag != ENTRY_KEY && tag != ENTRY_VALUE) {
                return false;
            }
            entry[tag == ENTRY_KEY ? 0 : 1] = field.readString();
            return true;
        });
        place.put(entry[0], entry[1]);
        return true;
    }

    private static long bytes(Map<String, String> place, String key) {
        String value = place.getOrDefault(key, "");
        return value.matches("[0-9]{1,18}") ? Long.parseLong(value) : 0;
    }

    private static boolean inside(CodedInputStream in, Field field) throws IOException {
        int before = in.pushLimit(in.readRawVarint32());
        message(in, field);
        in.popLimit(before);
        return true;
    }

    private static void message(CodedInputStream in, Field field) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (!field.read(tag, in)) {
                in.skipField(tag);
            }
        }
    }

    private static int block(int field) {
        return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    private static int number(int field) {
        return field << 3 | WireFormat.WIRETYPE_VARINT;
    }
}
