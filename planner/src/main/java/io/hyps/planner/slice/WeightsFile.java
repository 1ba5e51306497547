package io.hyps.planner.slice;

import io.hyps.planner.graph.Weight;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.SliceRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A partition's weights one after another, each at a multiple of 4096 bytes so that it can be mapped by itself.
 *
 * @param blob the file; none if there are no weights
 * @param offsets of each weight, by name
 */
record WeightsFile(Optional<SliceRef.Blob> blob, Map<String, Long> offsets) {
    private static final int ALIGNMENT_BYTES = 4096;

    /** Writes the file under its digest's name. */
    static WeightsFile write(List<Weight> weights, Path folder) throws IOException {
        if (weights.isEmpty()) {
            return new WeightsFile(Optional.empty(), Map.of());
        }
        Path unnamed = Files.createTempFile(folder, "weights", ".part");
        try {
            MessageDigest digest = Sha256.digest();
            Map<String, Long> offsets = new LinkedHashMap<>();
            long size;
            try (FileChannel out = FileChannel.open(unnamed, StandardOpenOption.WRITE)) {
                for (Weight weight : weights) {
                    int padding = Math.floorMod(-out.position(), ALIGNMENT_BYTES);
                    append(out, digest, ByteBuffer.allocate(padding));
                    offsets.put(weight.name(), out.position());
                    append(out, digest, weight.data().get());
                }
                size = out.position();
            }
            SliceRef.Blob blob = new SliceRef.Blob(Sha256.finish(digest), size);
            Slicer.name(unnamed, folder.resolve(blob.weightsFileName()));
            return new WeightsFile(Optional.of(blob), offsets);
        } finally {
            Files.deleteIfExists(unnamed);
        }
    }

    private static void append(FileChannel out, MessageDigest digest, ByteBuffer bytes) throws IOException {
        digest.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
