package io.hyps.planner.profile;

import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.session.DeviceSettings;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps profiles in a folder, a file each. Several processes may use it at once. */
public final class ProfileCache {
    private static final String SUFFIX = ".json";
    private static final int MOST_PROFILES = 100;
    private static final long LARGEST_FILE_BYTES = 64 << 20;

    private final Path folder;

    private ProfileCache(Path folder) {
        this.folder = folder;
    }

    /** @param folder made when it is first needed */
    public static ProfileCache of(Path folder) {
        return new ProfileCache(folder);
    }

    /** In {@code $XDG_CACHE_HOME/hyps/profiles}, or {@code ~/.cache/hyps/profiles}. */
    public static ProfileCache usual() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path home =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return of(home.resolve("hyps").resolve("profiles"));
    }

    public Path folder() {
        return folder;
    }

    /** What a profile depends on: the model and its input shapes, this machine, ONNX Runtime and the settings. */
    static Sha256 key(OnnxModel model) {
        String shapes = model.graph().inputs().stream()
                .map(input -> input + model.graph().shape(input))
                .collect(Collectors.joining(","));
        String text = String.join(
                "\n",
                model.sha256().hex(),
                shapes,
                Machine.here().name(),
                Machine.here().processor(),
                DeviceSettings.runtimeVersion(),
                Integer.toString(DeviceSettings.VERSION),
                Integer.toString(Profile.VERSION));
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The kept profile of a model; none if there is none that can be read and fits. */
    public Optional<Profile> find(OnnxModel model) {
        Path file = file(key(model));
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE_BYTES) {
                return Optional.empty();
            }
            Profile profile = Json.decodeStrictly("profile", Files.readAllBytes(file), Profile.class);
            if (!profile.key().equals(key(model)) || !profile.covers(model.graph())) {
                return Optional.empty();
            }
            Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
            return Optional.of(profile);
        } catch (IOException | MalformedMessageException e) {
            return Optional.empty();
        }
    }

    /** Keeps a profile in place of an older one; drops those that were not used for longest. */
    public void keep(Profile profile) throws IOException {
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(folder, "profile", ".part");
        try {
            Files.write(draft, Json.encode(profile));
            Files.move(draft, file(profile.key()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
        dropOldest();
    }

    private void dropOldest() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> profiles = files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted(Comparator.comparing(ProfileCache::lastUsed).reversed())
                    .toList();
            for (Path old : profiles.subList(Math.min(MOST_PROFILES, profiles.size()), profiles.size())) {
                Files.deleteIfExists(old);
            }
        }
    }

    private static FileTime lastUsed(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    private Path file(Sha256 key) {
        return folder.resolve(key.hex() + SUFFIX);
    }
}
