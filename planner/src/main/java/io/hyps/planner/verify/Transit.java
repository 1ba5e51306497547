package io.hyps.planner.verify;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorEncoder;
import java.util.LinkedHashMap;
import java.util.Map;

/** What encodings make of tensors on their way. */
final class Transit {
    private Transit() {}

    /** The tensors as their readers get them; those that are not encoded are the same objects. */
    static Map<String, Tensor> carried(Map<String, Tensor> tensors, Map<String, Encoding> encodings) {
        Map<String, Tensor> carried = new LinkedHashMap<>(tensors);
        TensorEncoder encoder = new TensorEncoder();
        carried.replaceAll((name, tensor) -> carried(tensor, encodings.getOrDefault(name, Encoding.RAW), encoder));
        return carried;
    }

    private static Tensor carried(Tensor tensor, Encoding encoding, TensorEncoder encoder) {
        if (encoding == Encoding.RAW) {
            return tensor;
        }
        try {
            return encoder.encode(tensor, encoding).decode();
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("what was encoded cannot be decoded", e);
        }
    }
}
