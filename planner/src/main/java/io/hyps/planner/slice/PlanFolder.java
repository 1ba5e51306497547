package io.hyps.planner.slice;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.SliceRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A plan on disk: {@code plan.json}, the slices in {@code slices/}, and the whole model in {@code model/} (a hard link
 * where the file system allows one) for verification. Perhaps {@code losses/}: a plan folder for the loss of each device.
 */
public record PlanFolder(Path folder, Plan plan) {
    static final String PLAN = "plan.json";
    static final String SLICES = "slices";
    static final String MODEL = "model";

    /** The page for people. */
    public static final String REPORT = "report.html";

    /** Holds a plan folder for the loss of each device, where that was asked for. */
    public static final String LOSSES = "losses";

    private static final long LARGEST_PLAN_BYTES = 64 << 20;

    /**
     * Reads {@code plan.json} and checks that the slices are there, by size.
     *
     * @throws MalformedMessageException if it is no plan, or a slice is missing
     */
    public static PlanFolder open(Path folder) throws MalformedMessageException, IOException {
        Path file = folder.resolve(PLAN);
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (Files.size(file) > LARGEST_PLAN_BYTES) {
            throw new MalformedMessageException(file + " has " + Files.size(file) + " bytes, too many for a plan");
        }
        PlanFolder opened =
                new PlanFolder(folder, Json.decodeStrictly(file.toString(), Files.readAllBytes(file), Plan.class));
        for (Map.Entry<Path, SliceRef.Blob> blob : opened.blobs().entrySet()) {
            if (!Files.isRegularFile(blob.getKey())
                    || Files.size(blob.getKey()) != blob.getValue().bytes()) {
                throw new MalformedMessageException("the plan's file " + blob.getKey() + " is missing or not of "
                        + blob.getValue().bytes() + " bytes: plan again");
            }
        }
        return opened;
    }

    /** The folders for the loss of a device, by its name in the plan; empty if there are none. */
    public Map<String, PlanFolder> losses() throws MalformedMessageException, IOException {
        Path losses = folder.resolve(LOSSES);
        Map<String, PlanFolder> opened = new TreeMap<>();
        if (Files.isDirectory(losses)) {
            for (String device : plan.devices()) {
                if (Files.isDirectory(losses.resolve(device))) {
                    opened.put(device, open(losses.resolve(device)));
                }
            }
        }
        return opened;
    }

    /** All files of all slices, each once. */
    public Map<Path, SliceRef.Blob> blobs() {
        Map<Path, SliceRef.Blob> blobs = new LinkedHashMap<>();
        for (Partition partition : plan.partitions()) {
            blobs.put(graphFile(partition), partition.slice().graph());
            SliceRef.Blob weights = partition.slice().weights();
            if (weights != null) {
                blobs.put(folder.resolve(SLICES).resolve(weights.weightsFileName()), weights);
            }
        }
        return blobs;
    }

    /** The partition's ONNX file. */
    public Path graphFile(Partition partition) {
        return folder.resolve(SLICES).resolve(partition.slice().graph().graphFileName());
    }

    /** The whole model's ONNX file, if the folder has it. */
    public Optional<Path> modelFile() throws IOException {
        Path models = folder.resolve(MODEL);
        if (!Files.isDirectory(models)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(models)) {
            List<Path> found = files.filter(f -> f.toString().endsWith(".onnx")).toList();
            return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
        }
    }
}
