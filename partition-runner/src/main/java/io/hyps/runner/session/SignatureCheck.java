package io.hyps.runner.session;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares what an ONNX file takes and gives with what the plan says. */
final class SignatureCheck {
    private SignatureCheck() {}

    /**
     * Compares one side.
     *
     * @param frames that are computed at once
     * @throws RefusedException naming the first tensor that differs
     */
    static void check(String side, List<TensorSpec> planned, Map<String, NodeInfo> actual, int frames)
            throws RefusedException {
        TreeSet<String> names = planned.stream().map(TensorSpec::name).collect(Collectors.toCollection(TreeSet::new));
        if (!names.equals(new TreeSet<>(actual.keySet()))) {
            throw bad("its " + side + "s are " + new TreeSet<>(actual.keySet()) + ", the plan says " + names);
        }
        for (TensorSpec spec : planned) {
            OnnxJavaType wanted = JavaTypes.of(spec.type())
                    .orElseThrow(() -> new RefusedException(
                            RefusalReason.UNSUPPORTED,
                            side + " '" + spec.name() + "' is of " + spec.type()
                                    + ", which ONNX Runtime's Java binding cannot carry; cut the model elsewhere"));
            NodeInfo node = actual.get(spec.name());
            if (node == null || !(node.getInfo() instanceof TensorInfo info)) {
                throw bad(side + " '" + spec.name() + "' is no tensor");
            }
            long[] shape = info.getShape();
            if (info.type != wanted || !fits(shape, spec.shape().toArray())) {
                throw bad(side + " '" + spec.name() + "' is " + info.type + Arrays.toString(shape) + ", the plan says "
                        + spec.type() + spec.shape());
            }
            if (frames > 1 && shape.length > 0 && shape[0] >= 0) {
                throw bad(side + " '" + spec.name() + "' is " + info.type + Arrays.toString(shape) + ", the plan has "
                        + frames + " frames at once");
            }
        }
    }

    /** A dimension below 0 is left open, and so is a shape that has no dimensions: the binding tells it from a scalar not. */
    private static boolean fits(long[] actual, long[] planned) {
        if (actual.length == 0) {
            return true;
        }
        if (actual.length != planned.length) {
            return false;
        }
        for (int i = 0; i < actual.length; i++) {
            if (actual[i] >= 0 && actual[i] != planned[i]) {
                return false;
            }
        }
        return true;
    }

    private static RefusedException bad(String what) {
        return new RefusedException(RefusalReason.BAD_SLICE, "the slice is not the plan's: " + what);
    }
}
