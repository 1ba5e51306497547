package io.hyps.gateway.image;

import io.hyps.protocol.plan.ImageInput;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Float16;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The elements of a model's input: normalised, in the manifest's layout and type. Whole numbers are rounded, of two
 * equally near ones to the even, and what is beyond the type's range becomes its nearest end.
 */
final class TensorElements {
    private final ImageInput input;
    private final ElementType type;
    private final Shape shape;
    private final ByteBuffer data;
    private final int width;
    private final int height;
    private final int channels;

    TensorElements(ImageInput input) {
        this.input = input;
        this.type = input.elementType();
        this.shape = input.tensorShape();
        this.data = ByteBuffer.allocate(Math.toIntExact(shape.sizeBytes(type))).order(ByteOrder.LITTLE_ENDIAN);
        this.channels = input.color().channels();
        this.height = Math.toIntExact(shape.dimensions().get(input.channelsLast() ? 1 : 2));
        this.width = Math.toIntExact(shape.dimensions().get(input.channelsLast() ? 2 : 3));
    }

    /** Gives every element of every channel the same level. */
    void fill(float level) {
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    put(c, y, x, level);
                }
            }
        }
    }

    /** @param level 0..255 */
    void put(int channel, int y, int x, float level) {
        int at = input.channelsLast() ? (y * width + x) * channels + channel : (channel * height + y) * width + x;
        double value = (level * input.scale() - input.mean().get(channel))
                / input.std().get(channel);
        switch (type) {
            case FLOAT32 -> data.putFloat(at * Float.BYTES, (float) value);
            case FLOAT64 -> data.putDouble(at * Double.BYTES, value);
            case FLOAT16 -> data.putShort(at * Short.BYTES, Float16.bits((float) value));
            case UINT8 -> data.put(at, (byte) rounded(value, 0, 255));
            case INT8 -> data.put(at, (byte) rounded(value, Byte.MIN_VALUE, Byte.MAX_VALUE));
            default -> throw new IllegalStateException("no image becomes " + type);
        }
    }

    Tensor tensor() {
        return Tensor.of(type, shape, data);
    }

    private static int rounded(double value, int least, int most) {
        return (int) Math.max(least, Math.min(most, Math.rint(value)));
    }
}
