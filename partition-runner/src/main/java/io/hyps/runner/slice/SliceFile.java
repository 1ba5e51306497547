package io.hyps.runner.slice;

import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.SliceRef;
import java.util.List;
import java.util.stream.Stream;

/** A file that a partition needs, under the name by which ONNX Runtime looks for it. */
record SliceFile(Sha256 sha256, long bytes, String name) {
    static SliceFile graphOf(SliceRef slice) {
        SliceRef.Blob graph = slice.graph();
        return new SliceFile(graph.sha256(), graph.bytes(), graph.graphFileName());
    }

    /** All files of a slice, the graph last: once it is there, so is the rest. */
    static List<SliceFile> allOf(SliceRef slice) {
        SliceRef.Blob weights = slice.weights();
        Stream<SliceFile> first = weights == null
                ? Stream.empty()
                : Stream.of(new SliceFile(weights.sha256(), weights.bytes(), weights.weightsFileName()));
        return Stream.concat(first, Stream.of(graphOf(slice))).toList();
    }
}
