package io.hyps.protocol.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.MalformedMessageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;

/**
 * JSON as HyPS writes and reads it: null fields left out, unknown fields refused where they could change what is done
 * ({@link #decodeStrictly}) and passed over where they could not ({@link #decode}).
 */
public final class Json {
    private static final int DEEPEST_NESTING = 64;
    private static final int LONGEST_DOCUMENT = 64 << 20;

    private static final ObjectMapper STRICT = mapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final ObjectMapper LENIENT = mapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Json() {}

    public static byte[] encode(Object value) {
        try {
            return STRICT.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(value.getClass() + " has no JSON", e);
        }
    }

    /** For people and files: the same, indented and with a final newline. */
    public static String encodeIndented(Object value) {
        try {
            return STRICT.writerWithDefaultPrettyPrinter().writeValueAsString(value) + System.lineSeparator();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(value.getClass() + " has no JSON", e);
        }
    }

    /** The canonical form of RFC 8785, the same bytes from every language; what digests are taken of. */
    public static byte[] encodeCanonically(Object value) {
        try {
            return new JsonCanonicalizer(encode(value)).getEncodedUTF8();
        } catch (IOException e) {
            throw new UncheckedIOException("canonicalizing our own JSON", e);
        }
    }

    /**
     * Reads a message whose unknown fields do not matter.
     *
     * @param what the message's name, for the exception's text
     */
    public static <T> T decode(String what, byte[] json, Class<T> type) throws MalformedMessageException {
        return decode(LENIENT, what, json, type);
    }

    /** Reads a message of which every field must be understood. */
    public static <T> T decodeStrictly(String what, byte[] json, Class<T> type) throws MalformedMessageException {
        return decode(STRICT, what, json, type);
    }

    /** The strict mapper over another syntax of JSON's data model, such as YAML. */
    public static ObjectMapper strictMapper(JsonFactory syntax) {
        return configured(new ObjectMapper(syntax)).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** Says in one line where and why reading failed. */
    public static String reason(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown field '" + ForeignText.printable(path(unknown)) + "'";
        }
        String where =
                e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                        ? " at '" + ForeignText.printable(path(mapping)) + "'"
                        : e.getLocation() == null
                                ? ""
                                : " at line " + e.getLocation().getLineNr() + ", column "
                                        + e.getLocation().getColumnNr();
        Throwable cause = e instanceof ValueInstantiationException && e.getCause() != null ? e.getCause() : e;
        String text = cause instanceof JsonProcessingException json ? json.getOriginalMessage() : cause.getMessage();
        String firstLine = String.valueOf(text).lines().findFirst().orElse("");
        if (firstLine.startsWith("Cannot map `null` into type")) {
            firstLine = "a number is missing";
        }
        return (firstLine.length() > 300 ? firstLine.substring(0, 300) + "…" : firstLine) + where;
    }

    /** Where a value stands, such as {@code devices[1].memory}. */
    public static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(r -> r.getFieldName() != null ? r.getFieldName() : "[" + r.getIndex() + "]")
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }

    private static <T> T decode(ObjectMapper mapper, String what, byte[] json, Class<T> type)
            throws MalformedMessageException {
        @Nullable T value;
        try {
            value = mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new MalformedMessageException(what + " refused: " + reason(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading an array", e);
        }
        if (value == null) {
            throw new MalformedMessageException(what + " refused: it is null");
        }
        return value;
    }

    private static ObjectMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST_NESTING)
                        .maxDocumentLength(LONGEST_DOCUMENT)
                        .maxStringLength(LONGEST_DOCUMENT)
                        .build())
                .build();
        return configured(new JsonMapper(factory));
    }

    private static ObjectMapper configured(ObjectMapper mapper) {
        return mapper.setSerializationInclusion(JsonInclude.Include.NON_NULL)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    }
}
