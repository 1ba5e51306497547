package io.hyps.runner.slice;

import io.hyps.protocol.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slice files on this device's disk, each named by its digest. Several runners may share a directory: files appear in it
 * whole, and each runner writes under a name of its own.
 */
public final class SliceCache {
    private static final Logger LOG = LoggerFactory.getLogger(SliceCache.class);

    private final Path directory;
    private final String device;

    public SliceCache(Path directory, String device) {
        this.directory = directory;
        this.device = device;
    }

    Path path(SliceFile file) {
        return directory.resolve(file.name());
    }

    /** The file, if it is there and still what its name says; removed if it is there and is not. */
    Optional<Path> find(SliceFile file) throws IOException {
        Path path = path(file);
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        if (Files.size(path) == file.bytes() && Sha256.of(path).equals(file.sha256())) {
            return Optional.of(path);
        }
        LOG.warn("file={} in the cache is damaged; fetching it again", path);
        Files.deleteIfExists(path);
        return Optional.empty();
    }

    PartFile part(SliceFile file) throws IOException {
        Files.createDirectories(directory);
        long usable = Files.getFileStore(directory).getUsableSpace();
        if (usable < file.bytes()) {
            throw new IOException("no space: " + usable + " bytes left, " + file.bytes() + " needed");
        }
        return PartFile.open(directory.resolve(file.name() + "." + device + ".part"), file);
    }
}
