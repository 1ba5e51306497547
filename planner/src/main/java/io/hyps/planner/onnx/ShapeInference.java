package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.onnx.ModelProto;
import org.bytedeco.onnx.OpSchemaRegistry;
import org.bytedeco.onnx.ShapeInferenceOptions;
import org.bytedeco.onnx.global.onnx;

/**
 * ONNX's own checker and shape inference (native code), with their errors in one line. A model of a newer operator set
 * than this library's goes through as it is: ONNX Runtime, which is newer, checks it and shows its shapes.
 */
final class ShapeInference {
    private static final int LONGEST_REASON = 240;

    private static final int NEWEST_FORMAT = 10;
    private static final int NEWEST_OPERATOR_SET = 22;

    private ShapeInference() {}

    /** Gives the model back with the shapes of what its nodes make. */
    static OnnxMl.ModelProto infer(OnnxMl.ModelProto model) throws BadModelException {
        if (isNewer(model)) {
            return model;
        }
        load();
        byte[] bytes = model.toBuilder()
                .setIrVersion(Math.min(model.getIrVersion(), NEWEST_FORMAT))
                .build()
                .toByteArray();
        try (BytePointer in = new BytePointer(bytes);
                ModelProto nativeModel = new ModelProto();
                ShapeInferenceOptions options = new ShapeInferenceOptions(true, 1, true)) {
            if (!onnx.ParseProtoFromBytes(nativeModel, in, bytes.length)) {
                throw new BadModelException("cannot be read by ONNX's checker");
            }
            onnx.check_model(nativeModel, false, false, false);
            onnx.InferShapes(nativeModel, OpSchemaRegistry.Instance(), options, null);
            try (BytePointer out = nativeModel.SerializeAsString()) {
                return OnnxMl.ModelProto.parseFrom(out.asByteBuffer());
            }
        } catch (InvalidProtocolBufferException e) {
            throw new BadModelException("cannot be read back from shape inference", e);
        } catch (RuntimeException e) {
            throw new BadModelException("ONNX's checker says: " + oneLine(String.valueOf(e.getMessage())), e);
        }
    }

    private static boolean isNewer(OnnxMl.ModelProto model) {
        return model.getOpsetImportList().stream()
                .anyMatch(set -> (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
                        && set.getVersion() > NEWEST_OPERATOR_SET);
    }

    private static void load() throws BadModelException {
        try {
            Loader.load(onnx.class);
        } catch (UnsatisfiedLinkError e) {
            throw new BadModelException(
                    "cannot be checked: ONNX's native library is not there for this machine ("
                            + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ")",
                    e);
        }
    }

    private static String oneLine(String text) {
        String line = text.lines().map(String::strip).filter(l -> !l.isEmpty()).collect(Collectors.joining(" "));
        String shown = line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
        return shown.lines().map(l -> l.replaceAll("\\p{Cntrl}", "?")).collect(Collectors.joining(" "));
    }
}
