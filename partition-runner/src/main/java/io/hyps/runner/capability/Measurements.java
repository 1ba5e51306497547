package io.hyps.runner.capability;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.file.AtomicFile;
import io.hyps.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was measured before, in a file, so that a device need not measure at each start. Each figure is kept under a key
 * that names all it depends on. Safe for many threads.
 */
public final class Measurements {
    private static final Logger LOG = LoggerFactory.getLogger(Measurements.class);

    private final Path file;

    /** @param directory that the file lies in, one for each device */
    public Measurements(Path directory, String device) {
        this.file = directory.resolve("measured-" + device + ".json");
    }

    private record Stored(Map<String, Double> figures) {
        Stored {
            figures = figures == null ? Map.of() : Map.copyOf(figures);
        }
    }

    public Optional<Double> find(String key) {
        return Optional.ofNullable(read().figures().get(key)).filter(figure -> figure > 0 && figure < 1e15);
    }

    /** Keeps a figure; if that is not possible, it is measured again at the next start. */
    public synchronized void keep(String key, double figure) {
        Map<String, Double> figures = new TreeMap<>(read().figures());
        figures.put(key, figure);
        try {
            AtomicFile.write(file, Json.encode(new Stored(figures)));
        } catch (IOException e) {
            LOG.warn("file={} cannot be written, so the device is measured again next time: {}", file, e.toString());
        }
    }

    private Stored read() {
        try {
            return Files.exists(file)
                    ? Json.decode("file " + file, Files.readAllBytes(file), Stored.class)
                    : new Stored(Map.of());
        } catch (IOException | MalformedMessageException e) {
            LOG.warn("file={} is passed over: {}", file, e.getMessage());
            return new Stored(Map.of());
        }
    }
}
