import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import triton.client.InferInput;
import triton.client.InferRequestedOutput;
import triton.client.InferenceException;
import triton.client.InferenceServerClient;
import triton.client.pojo.DataType;

/** Uses Triton's Java client as its documentation shows, with tensors as binary data and in JSON. Prints a line for each answer. */
final class TritonInfer {
    private TritonInfer() {}

    /** @param arguments host and port, a model that is there, a file of 1 x 1 x 32 x 32 float32 */
    public static void main(String[] arguments) throws Exception {
        byte[] bytes = Files.readAllBytes(Path.of(arguments[2]));
        float[] pixels = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(pixels);
        try (InferenceServerClient client = new InferenceServerClient(arguments[0], 5000, 60_000)) {
            System.out.println("binary " + Arrays.toString(infer(client, arguments[1], pixels, true)));
            System.out.println("json " + Arrays.toString(infer(client, arguments[1], pixels, false)));
            System.out.println("unknown model " + refusal(client, pixels));
        }
    }

    private static String refusal(InferenceServerClient client, float[] pixels) {
        try {
            return Arrays.toString(infer(client, "nobody", pixels, true));
        } catch (InferenceException e) {
            return e.getMessage();
        }
    }

    private static float[] infer(InferenceServerClient client, String model, float[] pixels, boolean binary)
            throws InferenceException {
        InferInput input = new InferInput("input", new long[] {1, 1, 32, 32}, DataType.FP32);
        input.setData(pixels, binary);
        InferRequestedOutput output = new InferRequestedOutput("logits", binary);
        return client.infer(model, List.of(input), List.of(output)).getOutputAsFloat("logits");
    }
}
