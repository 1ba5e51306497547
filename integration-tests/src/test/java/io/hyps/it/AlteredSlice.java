package io.hyps.it;

import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.Required;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.SliceRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A plan whose last partition has other weights than the model, with digests that fit: what no check of bytes finds. */
final class AlteredSlice {
    private static final int NEGATED = 200;

    private AlteredSlice() {}

    /** Alters the plan in place. */
    static Path in(Path plan) throws Exception {
        PlanFolder folder = PlanFolder.open(plan);
        List<Partition> partitions = folder.plan().partitions();
        SliceRef slice = partitions.get(partitions.size() - 1).slice();
        SliceRef.Blob weights = Required.field("weights", slice.weights());
        Path slices = plan.resolve("slices");

        byte[] floats = Files.readAllBytes(slices.resolve(weights.weightsFileName()));
        for (int i = 0; i < NEGATED; i++) {
            floats[4 * i + 3] ^= (byte) 0x80;
        }
        Sha256 altered = Sha256.of(floats);
        Files.write(slices.resolve(altered + ".weights"), floats);
        byte[] graph =
                replaced(Files.readAllBytes(slices.resolve(slice.graph().graphFileName())), weights.sha256(), altered);
        Files.write(slices.resolve(Sha256.of(graph) + ".onnx"), graph);
        Path file = plan.resolve("plan.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(weights.sha256().hex(), altered.hex())
                        .replace(slice.graph().sha256().hex(), Sha256.of(graph).hex()));
        return plan;
    }

    /** The graph names its weights by their digest. */
    private static byte[] replaced(byte[] graph, Sha256 before, Sha256 after) throws IOException {
        String text = new String(graph, StandardCharsets.ISO_8859_1);
        if (!text.contains(before.hex())) {
            throw new IOException("the graph does not name its weights");
        }
        return text.replace(before.hex(), after.hex()).getBytes(StandardCharsets.ISO_8859_1);
    }
}
