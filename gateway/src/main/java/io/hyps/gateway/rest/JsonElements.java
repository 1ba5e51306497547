package io.hyps.gateway.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A tensor's elements as a JSON array, in row-major order; nested arrays are read as their elements one after another. */
final class JsonElements {
    private static final BigInteger UINT64_BEYOND = BigInteger.ONE.shiftLeft(64);

    private JsonElements() {}

    /**
     * Reads the array that begins at a byte.
     *
     * @param shape such that the tensor is known to be of a size that is wanted
     * @throws RefusedException if the elements are not as many as the shape says, or not all of the type
     */
    static Tensor read(String name, ElementType type, Shape shape, byte[] json, int offset) throws RefusedException {
        ByteBuffer data = ByteBuffer.allocate((int) shape.sizeBytes(type)).order(ByteOrder.LITTLE_ENDIAN);
        try (JsonParser parser = InferRequestParser.JSON.createParser(json, offset, json.length - offset)) {
            int depth = 0;
            do {
                JsonToken token = parser.nextToken();
                if (token == JsonToken.START_ARRAY) {
                    depth++;
                } else if (token == JsonToken.END_ARRAY) {
                    depth--;
                } else if (data.hasRemaining()) {
                    put(type, parser, data);
                } else {
                    throw RefusedException.badRequest("input '" + name + "' has more elements than its shape " + shape);
                }
            } while (depth > 0);
        } catch (JsonProcessingException | ArithmeticException e) {
            String reason = e instanceof JsonProcessingException bad
                    ? InferRequestParser.reason(bad)
                    : String.valueOf(e.getMessage());
            throw new RefusedException(400, "input '" + name + "' is refused: " + reason, e);
        } catch (IOException e) {
            throw new IllegalStateException("reading an array", e);
        }
        if (data.hasRemaining()) {
            throw RefusedException.badRequest("input '" + name + "' has " + data.position() / type.sizeBytes()
                    + " elements, its shape " + shape + " is of " + shape.elementCount());
        }
        return Tensor.of(type, shape, data.flip());
    }

    /** @throws ArithmeticException if the element is not of the type, saying so */
    private static void put(ElementType type, JsonParser parser, ByteBuffer data) throws IOException {
        switch (type) {
            case FLOAT32 -> data.putFloat(single(parser));
            case FLOAT64 -> data.putDouble(finite(type, parser));
            case BOOL -> data.put(bool(parser));
            case INT8 -> data.put((byte) whole(type, parser, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case UINT8 -> data.put((byte) whole(type, parser, 0, 0xFF));
            case INT16 -> data.putShort((short) whole(type, parser, Short.MIN_VALUE, Short.MAX_VALUE));
            case UINT16 -> data.putShort((short) whole(type, parser, 0, 0xFFFF));
            case INT32 -> data.putInt((int) whole(type, parser, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case UINT32 -> data.putInt((int) whole(type, parser, 0, 0xFFFF_FFFFL));
            case INT64 -> data.putLong(whole(type, parser, Long.MIN_VALUE, Long.MAX_VALUE));
            case UINT64 -> data.putLong(unsigned(parser));
            case FLOAT16, BFLOAT16 -> throw wrong(type, parser);
        }
    }

    private static float single(JsonParser parser) throws IOException {
        float value = (float) finite(ElementType.FLOAT32, parser);
        if (!Float.isFinite(value)) {
            throw wrong(ElementType.FLOAT32, parser);
        }
        return value;
    }

    private static double finite(ElementType type, JsonParser parser) throws IOException {
        double value = parser.currentToken().isNumeric() ? parser.getDoubleValue() : Double.NaN;
        if (!Double.isFinite(value)) {
            throw wrong(type, parser);
        }
        return value;
    }

    private static long whole(ElementType type, JsonParser parser, long least, long most) throws IOException {
        boolean fits = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        long value = fits ? parser.getLongValue() : 0;
        if (!fits || value < least || value > most) {
            throw wrong(type, parser);
        }
        return value;
    }

    private static long unsigned(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw wrong(ElementType.UINT64, parser);
        }
        BigInteger value = parser.getBigIntegerValue();
        if (value.signum() < 0 || value.compareTo(UINT64_BEYOND) >= 0) {
            throw wrong(ElementType.UINT64, parser);
        }
        return value.longValue();
    }

    private static byte bool(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> 1;
            case VALUE_FALSE -> 0;
            default -> (byte) whole(ElementType.BOOL, parser, 0, 1);
        };
    }

    private static ArithmeticException wrong(ElementType type, JsonParser parser) {
        return new ArithmeticException("line " + parser.currentTokenLocation().getLineNr() + ", column "
                + parser.currentTokenLocation().getColumnNr() + " of its data holds what is no " + Datatype.of(type));
    }

    /**
     * Writes all elements as one flat array.
     *
     * @throws RefusedException if JSON has no way to write one of them
     */
    static void write(String name, Tensor tensor, JsonGenerator json) throws IOException, RefusedException {
        if (!Datatype.isInJson(tensor.type())) {
            throw RefusedException.badRequest("output '" + name + "' is of " + Datatype.of(tensor.type())
                    + ", which JSON has not: ask for it with the parameter 'binary_data'");
        }
        ByteBuffer data = tensor.data();
        json.writeStartArray();
        while (data.hasRemaining()) {
            if (!writeNext(tensor.type(), data, json)) {
                throw RefusedException.badRequest("output '" + name
                        + "' holds a value that is no finite number, which JSON has not: ask for it with the"
                        + " parameter 'binary_data'");
            }
        }
        json.writeEndArray();
    }

    private static boolean writeNext(ElementType type, ByteBuffer data, JsonGenerator json) throws IOException {
        switch (type) {
            case FLOAT32 -> {
                float value = data.getFloat();
                if (!Float.isFinite(value)) {
                    return false;
                }
                json.writeNumber(value);
            }
            case FLOAT64 -> {
                double value = data.getDouble();
                if (!Double.isFinite(value)) {
                    return false;
                }
                json.writeNumber(value);
            }
            case BOOL -> json.writeBoolean(data.get() != 0);
            case INT8 -> json.writeNumber(data.get());
            case UINT8 -> json.writeNumber(Byte.toUnsignedInt(data.get()));
            case INT16 -> json.writeNumber(data.getShort());
            case UINT16 -> json.writeNumber(Short.toUnsignedInt(data.getShort()));
            case INT32 -> json.writeNumber(data.getInt());
            case UINT32 -> json.writeNumber(Integer.toUnsignedLong(data.getInt()));
            case INT64 -> json.writeNumber(data.getLong());
            case UINT64 -> json.writeNumber(new BigInteger(Long.toUnsignedString(data.getLong())));
            case FLOAT16, BFLOAT16 -> {
                return false;
            }
        }
        return true;
    }
}
