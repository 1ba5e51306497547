package io.hyps.protocol.plan;

import io.hyps.protocol.Required;
import io.hyps.protocol.Sha256;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A partition's files, each named by its digest.
 *
 * @param graph the ONNX file
 * @param weights the external data that the ONNX file refers to by the name {@link Blob#weightsFileName()}; none if the
 *     partition has no weights
 */
public record SliceRef(Blob graph, @Nullable Blob weights) {
    public SliceRef {
        Required.field("graph", graph);
    }

    /** The files to fetch. */
    public Stream<Blob> blobs() {
        return weights == null ? Stream.of(graph) : Stream.of(graph, weights);
    }

    public long sizeBytes() {
        return blobs().mapToLong(Blob::bytes).sum();
    }

    /** A file by its content. */
    public record Blob(Sha256 sha256, long bytes) {
        public Blob {
            Required.field("sha256", sha256);
            if (bytes < 1) {
                throw new IllegalArgumentException("field 'bytes' is " + bytes + ": a slice's file is not empty");
            }
        }

        public String graphFileName() {
            return sha256 + ".onnx";
        }

        public String weightsFileName() {
            return sha256 + ".weights";
        }
    }
}
