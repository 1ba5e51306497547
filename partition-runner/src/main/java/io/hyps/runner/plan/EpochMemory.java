package io.hyps.runner.plan;

import io.hyps.protocol.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a device has seen of plans through its restarts, so that whoever has got the broker cannot show it an old one
 * then. For one thread.
 */
public final class EpochMemory {
    private static final Logger LOG = LoggerFactory.getLogger(EpochMemory.class);

    private final Optional<Path> file;
    private List<String> written = List.of();

    private EpochMemory(Optional<Path> file) {
        this.file = file;
    }

    /** Forgets all at the end. */
    public static EpochMemory none() {
        return new EpochMemory(Optional.empty());
    }

    /** @param directory that the file lies in, one for each device */
    public static EpochMemory in(Path directory, String device) {
        return new EpochMemory(Optional.of(directory.resolve("epochs-" + device)));
    }

    /** What was kept; nothing if nothing can be read. */
    KnownEpochs recall() {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return new KnownEpochs();
        }
        try {
            written = Files.readAllLines(file.get());
            return KnownEpochs.parse(written);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("file={} is passed over, so old plans may be believed: {}", file.get(), e.toString());
            return new KnownEpochs();
        }
    }

    /** Whole or not at all, through a loss of power too. */
    void keep(KnownEpochs known) {
        List<String> lines = known.lines();
        if (file.isEmpty() || lines.equals(written)) {
            return;
        }
        try {
            AtomicFile.write(file.get(), (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
            written = lines;
        } catch (IOException e) {
            LOG.warn(
                    "file={} cannot be written, so old plans may be believed after a restart: {}",
                    file.get(),
                    e.toString());
        }
    }

    @Override
    public String toString() {
        return file.map(Path::toString).orElse("none");
    }
}
