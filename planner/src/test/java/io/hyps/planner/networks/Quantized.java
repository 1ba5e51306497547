package io.hyps.planner.networks;

import static io.hyps.planner.onnx.ModelBuilder.ints;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.hyps.planner.onnx.ModelBuilder;
import io.hyps.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Small networks of two convolutions and a dense layer in 8 or 16 bits, each in one of the ways that exporters write them. */
public final class Quantized {
    private static final int CHANNELS = 4;
    private static final int SIDE = 8;
    private static final int FLOAT = DataType.FLOAT_VALUE;
    private static final int HALF = DataType.FLOAT16_VALUE;
    private static final int INT8 = DataType.INT8_VALUE;
    private static final int UINT8 = DataType.UINT8_VALUE;

    private final ModelBuilder model = new ModelBuilder();
    private final SplittableRandom random = new SplittableRandom(3);

    private Quantized() {}

    /** Everything in float16, input and output too. */
    public static ModelBuilder half() {
        return new Quantized().halves();
    }

    /** QuantizeLinear and DequantizeLinear around float operators. */
    public static ModelBuilder qdq() {
        return new Quantized().quantizeAndBack();
    }

    /** QLinearConv and QLinearMatMul on 8-bit tensors. */
    public static ModelBuilder linear() {
        return new Quantized().qlinear();
    }

    /** DynamicQuantizeLinear, ConvInteger and MatMulInteger, as dynamic quantization writes them. */
    public static ModelBuilder dynamic() {
        return new Quantized().integers();
    }

    private ModelBuilder halves() {
        model.typedInput("input", HALF, 1, CHANNELS, SIDE, SIDE).typedOutput("output", HALF, 1, CHANNELS, SIDE, SIDE);
        halfWeight("w1");
        halfWeight("w2");
        model.node("Conv", "c1", "input", "w1").addAttribute(ints("pads", 1, 1, 1, 1));
        model.node("Relu", "r1", "c1");
        model.node("Conv", "c2", "r1", "w2").addAttribute(ints("pads", 1, 1, 1, 1));
        model.node("Add", "output", "c2", "r1");
        return model;
    }

    private void halfWeight(String name) {
        ByteBuffer data = ByteBuffer.allocate(2 * CHANNELS * CHANNELS * 9).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            // magnitudes from 1/8 to 1/4
            data.putShort((short) (random.nextInt(2) << 15 | 0x3000 | random.nextInt(1 << 10)));
        }
        model.initializer(name, HALF, data.flip(), CHANNELS, CHANNELS, 3, 3);
    }

    private ModelBuilder quantizeAndBack() {
        model.input("input", 1, CHANNELS, SIDE, SIDE).output("output", 1, CHANNELS, SIDE, SIDE);
        scale("s", 0.02f);
        zero("z", UINT8, 128);
        zero("zw", INT8, 0);
        byteWeight("w1", CHANNELS, CHANNELS, 3, 3);
        byteWeight("w2", CHANNELS, CHANNELS, 3, 3);
        model.node("QuantizeLinear", "q0", "input", "s", "z");
        model.node("DequantizeLinear", "d0", "q0", "s", "z");
        model.node("DequantizeLinear", "dw1", "w1", "s", "zw");
        model.node("Conv", "c1", "d0", "dw1").addAttribute(ints("pads", 1, 1, 1, 1));
        model.node("Relu", "r1", "c1");
        model.node("QuantizeLinear", "q1", "r1", "s", "z");
        model.node("DequantizeLinear", "d1", "q1", "s", "z");
        model.node("DequantizeLinear", "dw2", "w2", "s", "zw");
        model.node("Conv", "c2", "d1", "dw2").addAttribute(ints("pads", 1, 1, 1, 1));
        model.node("QuantizeLinear", "q2", "c2", "s", "z");
        model.node("DequantizeLinear", "output", "q2", "s", "z");
        return model;
    }

    private ModelBuilder qlinear() {
        model.typedInput("input", UINT8, 1, CHANNELS, SIDE, SIDE)
                .typedOutput("output", UINT8, 1, 1, CHANNELS, SIDE, SIDE);
        scale("s", 0.05f);
        scale("sw", 0.01f);
        zero("z", UINT8, 128);
        zero("zw", INT8, 0);
        byteWeight("w1", CHANNELS, CHANNELS, 3, 3);
        byteWeight("w2", SIDE, SIDE);
        model.node("QLinearConv", "c1", "input", "s", "z", "w1", "sw", "zw", "s", "z")
                .addAttribute(ints("pads", 1, 1, 1, 1));
        model.node("MaxPool", "p1", "c1")
                .addAttribute(ints("kernel_shape", 3, 3))
                .addAttribute(ints("pads", 1, 1, 1, 1));
        model.node("QLinearMatMul", "m1", "p1", "s", "z", "w2", "sw", "zw", "s", "z");
        model.constant("first", 0);
        model.node("Unsqueeze", "output", "m1", "first");
        return model;
    }

    private ModelBuilder integers() {
        model.input("input", 1, CHANNELS, SIDE, SIDE).output("output", 1, CHANNELS, SIDE, SIDE);
        scale("sw", 0.01f);
        zero("zw", UINT8, 128);
        unsignedWeight("w1", CHANNELS, CHANNELS, 3, 3);
        unsignedWeight("w2", SIDE, SIDE);
        model.node("DynamicQuantizeLinear", "q0", "input").addOutput("s0").addOutput("z0");
        model.node("ConvInteger", "i1", "q0", "w1", "z0", "zw").addAttribute(ints("pads", 1, 1, 1, 1));
        rescale("i1", "s0", "c1");
        model.node("Relu", "r1", "c1");
        model.node("DynamicQuantizeLinear", "q1", "r1").addOutput("s1").addOutput("z1");
        model.node("MatMulInteger", "i2", "q1", "w2", "z1", "zw");
        rescale("i2", "s1", "output");
        return model;
    }

    private void rescale(String input, String scale, String output) {
        model.node("Cast", input + ".f", input).addAttribute(ModelBuilder.integer("to", FLOAT));
        model.node("Mul", input + ".s", scale, "sw");
        model.node("Mul", output, input + ".f", input + ".s");
    }

    private void scale(String name, float value) {
        ByteBuffer data = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value);
        model.initializer(name, FLOAT, data);
    }

    private void zero(String name, int type, int value) {
        model.initializer(name, type, ByteBuffer.allocate(1).put(0, (byte) value));
    }

    private void byteWeight(String name, long... shape) {
        model.initializer(name, INT8, bytes(0, shape), shape);
    }

    private void unsignedWeight(String name, long... shape) {
        model.initializer(name, UINT8, bytes(128, shape), shape);
    }

    private ByteBuffer bytes(int middle, long... shape) {
        byte[] data = new byte[Math.toIntExact(Shape.of(shape).elementCount())];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (middle + random.nextInt(-30, 30));
        }
        return ByteBuffer.wrap(data);
    }
}
