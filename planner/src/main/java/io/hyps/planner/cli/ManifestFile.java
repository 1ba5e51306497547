package io.hyps.planner.cli;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.plan.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a model's manifest, in YAML: the file given, or the one beside the model. */
final class ManifestFile {
    private static final ByteSize LARGEST = new ByteSize(4 << 20);

    private ManifestFile() {}

    static Optional<Manifest> find(@Nullable Path given, Path model) throws MalformedMessageException, IOException {
        if (given != null) {
            return Optional.of(read(given));
        }
        Path file = model.getFileName();
        if (file == null) {
            return Optional.empty();
        }
        Path beside = model.resolveSibling(file.toString().replaceFirst("\\.onnx$", "") + ".manifest.yaml");
        return Files.isRegularFile(beside) ? Optional.of(read(beside)) : Optional.empty();
    }

    static Manifest read(Path file) throws MalformedMessageException, IOException {
        return YamlFile.read(file, LARGEST, Manifest.class);
    }
}
