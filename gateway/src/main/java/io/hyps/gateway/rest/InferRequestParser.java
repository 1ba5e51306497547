package io.hyps.gateway.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.hyps.gateway.rest.InferRequest.Data;
import io.hyps.gateway.rest.InferRequest.Input;
import io.hyps.gateway.rest.InferRequest.Output;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an inference request token by token: arrays of data are passed over and only their places kept, so that nothing
 * large is made before it is known to be wanted. What the protocol does not name is passed over too. For one request.
 */
final class InferRequestParser {
    /** Of all that clients write in this protocol. */
    static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxStringLength(64 * 1024)
                    .maxNumberLength(100)
                    .build())
            .build();

    private static final int MOST_TENSORS = 256;
    private static final int LONGEST_ID = 1024;

    private final JsonParser parser;
    private @Nullable String id;
    private @Nullable List<Input> inputs;
    private List<Output> outputs = List.of();
    private boolean binaryOutputs;

    private InferRequestParser(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * Reads the first bytes of a body.
     *
     * @throws RefusedException if they are no inference request, saying where
     */
    static InferRequest parse(byte[] body, int jsonBytes) throws RefusedException {
        try (JsonParser parser = JSON.createParser(body, 0, jsonBytes)) {
            return new InferRequestParser(parser).read();
        } catch (JsonProcessingException e) {
            throw new RefusedException(400, "the inference request is refused: " + reason(e), e);
        } catch (IOException e) {
            throw new IllegalStateException("reading an array", e);
        }
    }

    /** In one line, and without what Jackson says of itself. */
    static String reason(JsonProcessingException e) {
        return Json.reason(e).replaceAll("\\[Source: [^;]*; line", "[line");
    }

    private InferRequest read() throws IOException, RefusedException {
        require(parser.nextToken() == JsonToken.START_OBJECT, "the inference request is no JSON object");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "id" -> id = text("id");
                case "parameters" ->
                    binaryOutputs =
                            flag(parameters("parameters"), "binary_data_output").orElse(false);
                case "inputs" -> inputs = list("inputs", this::input);
                case "outputs" -> outputs = list("outputs", this::output);
                default -> parser.skipChildren();
            }
        }
        require(parser.nextToken() == null, "something stands behind the inference request's JSON");
        if (inputs == null || inputs.isEmpty()) {
            throw RefusedException.badRequest("the inference request has no 'inputs'");
        }
        require(id == null || id.length() <= LONGEST_ID, "'id' is longer than " + LONGEST_ID + " characters");
        return new InferRequest(Optional.ofNullable(id), inputs, outputs, binaryOutputs);
    }

    private <T> List<T> list(String what, Element<T> element) throws IOException, RefusedException {
        require(parser.currentToken() == JsonToken.START_ARRAY, "'" + what + "' is no array");
        List<T> elements = new ArrayList<>();
        Set<String> names = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String where = what + "[" + elements.size() + "]";
            require(elements.size() < MOST_TENSORS, "'" + what + "' has more than " + MOST_TENSORS + " elements");
            require(parser.currentToken() == JsonToken.START_OBJECT, "'" + where + "' is no object");
            elements.add(element.read(where, names));
        }
        return elements;
    }

    private Input input(String where, Set<String> names) throws IOException, RefusedException {
        String name = "";
        String datatype = "";
        List<Long> shape = null;
        Map<String, Object> parameters = Map.of();
        int offset = -1;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "name" -> name = text(where + ".name");
                case "datatype" -> datatype = text(where + ".datatype");
                case "shape" -> shape = shape(where + ".shape");
                case "parameters" -> parameters = parameters(where + ".parameters");
                case "data" -> offset = passOver(where + ".data");
                default -> parser.skipChildren();
            }
        }
        requireNew(where, name, names);
        require(shape != null, "'" + where + "' has no 'shape'");
        Shape dimensions = shapeOf(where, shape == null ? List.of() : shape);
        return new Input(name, Datatype.parse(datatype), dimensions, data(where, offset, parameters));
    }

    private static Data data(String where, int offset, Map<String, Object> parameters) throws RefusedException {
        Object size = parameters.get("binary_data_size");
        if (size == null) {
            require(offset >= 0, "'" + where + "' has neither 'data' nor the parameter 'binary_data_size'");
            return new Data.InJson(offset);
        }
        require(offset < 0, "'" + where + "' has both 'data' and the parameter 'binary_data_size'");
        require(
                size instanceof Long bytes && bytes >= 0,
                "'" + where + ".parameters.binary_data_size' is no number of bytes");
        return new Data.Binary((Long) size);
    }

    private Output output(String where, Set<String> names) throws IOException, RefusedException {
        String name = "";
        Map<String, Object> parameters = Map.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "name" -> name = text(where + ".name");
                case "parameters" -> parameters = parameters(where + ".parameters");
                default -> parser.skipChildren();
            }
        }
        requireNew(where, name, names);
        require(
                !parameters.containsKey("classification"),
                "'" + where + "' asks for the classification extension, which is not here; take the tensor");
        return new Output(name, flag(parameters, "binary_data"));
    }

    private static void requireNew(String where, String name, Set<String> names) throws RefusedException {
        require(!name.isEmpty(), "'" + where + "' has no 'name'");
        require(names.add(name), "'" + where + "' has the name of another: '" + ForeignText.printable(name) + "'");
    }

    private int passOver(String where) throws IOException, RefusedException {
        require(parser.currentToken() == JsonToken.START_ARRAY, "'" + where + "' is no array");
        long offset = parser.currentTokenLocation().getByteOffset();
        require(offset >= 0, "the inference request is not in UTF-8");
        parser.skipChildren();
        return (int) offset;
    }

    private List<Long> shape(String where) throws IOException, RefusedException {
        require(parser.currentToken() == JsonToken.START_ARRAY, "'" + where + "' is no array");
        List<Long> dimensions = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            require(
                    parser.currentToken() == JsonToken.VALUE_NUMBER_INT && dimensions.size() < Shape.MOST_DIMENSIONS,
                    "'" + where + "' is no list of at most " + Shape.MOST_DIMENSIONS + " whole numbers");
            dimensions.add(parser.getLongValue());
        }
        return dimensions;
    }

    private static Shape shapeOf(String where, List<Long> dimensions) throws RefusedException {
        try {
            return new Shape(dimensions);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, "'" + where + "' is refused: " + e.getMessage(), e);
        }
    }

    /** Those that are true, false or whole numbers; no other is used here. */
    private Map<String, Object> parameters(String where) throws IOException, RefusedException {
        require(parser.currentToken() == JsonToken.START_OBJECT, "'" + where + "' is no object");
        Map<String, Object> parameters = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE) {
                parameters.put(name, value == JsonToken.VALUE_TRUE);
            } else if (value == JsonToken.VALUE_NUMBER_INT) {
                parameters.put(name, parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? "" : longValue());
            } else {
                parameters.put(name, "");
                parser.skipChildren();
            }
        }
        return parameters;
    }

    private Long longValue() throws IOException {
        return parser.getLongValue();
    }

    private static Optional<Boolean> flag(Map<String, Object> parameters, String name) throws RefusedException {
        Object value = parameters.get(name);
        require(value == null || value instanceof Boolean, "the parameter '" + name + "' is neither true nor false");
        return Optional.ofNullable((Boolean) value);
    }

    private String text(String where) throws IOException, RefusedException {
        require(parser.currentToken() == JsonToken.VALUE_STRING, "'" + where + "' is no string");
        return parser.getText();
    }

    private static void require(boolean holds, String otherwise) throws RefusedException {
        if (!holds) {
            throw RefusedException.badRequest(otherwise);
        }
    }

    private interface Element<T> {
        T read(String where, Set<String> names) throws IOException, RefusedException;
    }
}
