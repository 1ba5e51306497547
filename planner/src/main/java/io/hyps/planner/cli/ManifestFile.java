package io.hyps.planner.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.plan.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a model's manifest, in YAML: the file given, or the one beside the model. */
final class ManifestFile {
    private static final long LARGEST_BYTES = 4 << 20;

    private ManifestFile() {}

    static Optional<Manifest> find(@Nullable Path given, Path model) throws MalformedMessageException, IOException {
        if (given != null) {
            return Optional.of(read(given));
        }
        String name = model.getFileName().toString().replaceFirst("\\.onnx$", "") + ".manifest.yaml";
        Path beside = model.resolveSibling(name);
        return Files.isRegularFile(beside) ? Optional.of(read(beside)) : Optional.empty();
    }

    static Manifest read(Path file) throws MalformedMessageException, IOException {
        if (Files.size(file) > LARGEST_BYTES) {
            throw new MalformedMessageException(file + " is over 4 MiB, too long for a manifest");
        }
        try {
            Manifest manifest = Json.strictMapper(new YAMLFactory()).readValue(file.toFile(), Manifest.class);
            if (manifest == null) {
                throw new MalformedMessageException(file + " is empty");
            }
            return manifest;
        } catch (JsonProcessingException e) {
            throw new MalformedMessageException(file + ": " + Json.reason(e), e);
        }
    }
}
