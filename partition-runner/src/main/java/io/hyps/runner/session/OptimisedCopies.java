package io.hyps.runner.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.hyps.protocol.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This device's own copies of slices, as ONNX Runtime has optimised them for this processor. Optimising reorders the
 * weights of convolutions, which costs as much memory as they have each time a slice is loaded; in a copy they are in that
 * order already and are mapped from its file. A copy is good for one processor and one version of ONNX Runtime.
 */
public final class OptimisedCopies {
    private static final Logger LOG = LoggerFactory.getLogger(OptimisedCopies.class);

    /** The size from which weights stay outside the graph, as in slices. */
    private static final String SMALLEST_EXTERNAL_BYTES = "1024";

    private final Path directory;
    private final String device;

    /** @param cache under which the copies of this processor and version get a directory of their own */
    public OptimisedCopies(Path cache, String device, String runtimeVersion, String processor) {
        this.directory = cache.resolve("optimised-" + runtimeVersion + "-" + processor);
        this.device = device;
    }

    /** A copy's files; the last is there only if the others are whole. */
    private record Copy(Path graph, Path weights, Path proof) {
        static Copy in(Path directory, Sha256 slice) {
            return new Copy(
                    directory.resolve(slice + ".onnx"),
                    directory.resolve(slice + ".weights"),
                    directory.resolve(slice + ".proof"));
        }

        List<Path> files() {
            return List.of(graph, weights, proof);
        }

        String digests() throws IOException {
            return Sha256.of(graph) + " " + (Files.exists(weights) ? Sha256.of(weights) : "-");
        }

        SliceForm form() {
            return new SliceForm(
                    graph, Files.exists(weights) ? Optional.of(weights) : Optional.empty(), SliceForm.Mode.FAST);
        }
    }

    /** The files of a slice's copy, there or not. */
    public List<Path> files(Sha256 slice) {
        return Copy.in(directory, slice).files();
    }

    /** The copy, if it is there and what was written; removed if it is there and is not. */
    Optional<SliceForm> find(Sha256 slice) throws IOException {
        Copy copy = Copy.in(directory, slice);
        if (!Files.isRegularFile(copy.proof()) || !Files.isRegularFile(copy.graph())) {
            return Optional.empty();
        }
        if (Files.readString(copy.proof()).equals(copy.digests())) {
            return Optional.of(copy.form());
        }
        LOG.warn("file={} in the cache is damaged; making it again", copy.graph());
        for (Path file : copy.files()) {
            Files.deleteIfExists(file);
        }
        return Optional.empty();
    }

    /**
     * Makes a copy. Meanwhile the convolutions' weights are in memory, and three more times the one at hand.
     *
     * @throws IOException if it cannot be written, or ONNX Runtime cannot make it
     */
    SliceForm make(Sha256 slice, Path graph) throws IOException {
        Path workshop = directory.resolve(device + ".making");
        Files.createDirectories(workshop);
        Copy made = Copy.in(workshop, slice);
        Copy copy = Copy.in(directory, slice);
        try {
            optimise(graph, made);
            Files.writeString(made.proof(), made.digests());
            for (Path file : made.files()) {
                if (Files.exists(file)) {
                    force(file);
                }
            }
            if (Files.exists(made.weights())) {
                Files.move(made.weights(), copy.weights(), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(made.graph(), copy.graph(), StandardCopyOption.ATOMIC_MOVE);
            Files.move(made.proof(), copy.proof(), StandardCopyOption.ATOMIC_MOVE);
            return copy.form();
        } finally {
            for (Path file : made.files()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(workshop);
        }
    }

    @SuppressWarnings("try") // loading writes the copy; the session is of no use
    private static void optimise(Path graph, Copy made) throws IOException {
        try (OrtSession.SessionOptions options = SessionSettings.of(1, OptLevel.ALL_OPT, TensorAllocation.SINGLE)) {
            options.setOptimizedModelFilePath(made.graph().toString());
            options.addConfigEntry(
                    "session.optimized_model_external_initializers_file_name",
                    made.weights().getFileName().toString());
            options.addConfigEntry(
                    "session.optimized_model_external_initializers_min_size_in_bytes", SMALLEST_EXTERNAL_BYTES);
            try (OrtSession session = OrtEnvironment.getEnvironment().createSession(graph.toString(), options)) {
                LOG.debug("file={} optimised", graph);
            }
        } catch (OrtException e) {
            throw new IOException("ONNX Runtime cannot optimise " + graph + ": " + e.getMessage(), e);
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
