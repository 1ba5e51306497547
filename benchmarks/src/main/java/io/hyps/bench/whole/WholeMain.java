package io.hyps.bench.whole;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.LongStream;

/**
 * The child process: loads the model, then runs it as often as each line of its standard input says, and answers with a line of
 * nanoseconds. Ends with its input.
 */
final class WholeMain {
    private static final long SEED = 11;

    private WholeMain() {}

    public static void main(String[] arguments) throws Exception {
        Form form = Form.valueOf(arguments[1]);
        int threads = Integer.parseInt(arguments[2]);
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "whole");
        try (OrtSession.SessionOptions options = form.options(threads);
                OrtSession session = environment.createSession(arguments[0], options);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            Map<String, OnnxTensor> inputs = inputs(environment, session);
            System.out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                StringJoiner nanos = new StringJoiner(" ");
                for (int left = Integer.parseInt(line); left > 0; left--) {
                    long start = System.nanoTime();
                    session.run(inputs).close();
                    nanos.add(Long.toString(System.nanoTime() - start));
                }
                System.out.println(nanos);
            }
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static Map<String, OnnxTensor> inputs(OrtEnvironment environment, OrtSession session) throws OrtException {
        Random random = new Random(SEED);
        Map<String, OnnxTensor> inputs = new HashMap<>();
        for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
            TensorInfo info = (TensorInfo) input.getValue().getInfo();
            // an open batch is one frame
            long[] shape = LongStream.of(info.getShape())
                    .map(dimension -> Math.max(1, dimension))
                    .toArray();
            int bytes = Math.toIntExact(LongStream.of(shape).reduce(info.type.size, Math::multiplyExact));
            ByteBuffer data = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
            while (info.type == OnnxJavaType.FLOAT && data.hasRemaining()) {
                data.putFloat(random.nextFloat());
            }
            data.clear();
            inputs.put(input.getKey(), OnnxTensor.createTensor(environment, data, shape, info.type));
        }
        return inputs;
    }
}
