package io.hyps.runner.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime's native libraries. A native executable has them beside it. On the JVM, ONNX Runtime by default unpacks them
 * anew for each process into a temporary directory, which stays if the process is killed. Unpacked once into the cache
 * instead, they are also mapped once for all runners on a machine.
 */
public final class NativeLibraries {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);
    private static final String LOCATION = "onnxruntime.native.path";
    private static final List<String> FILES =
            List.of(System.mapLibraryName("onnxruntime"), System.mapLibraryName("onnxruntime4j_jni"));

    private NativeLibraries() {}

    /**
     * Loads ONNX Runtime: from where the system property says, else from beside the executable, else from libraries under
     * the directory where that can be had.
     *
     * @return ONNX Runtime's version
     * @throws IllegalArgumentException if it cannot be loaded, in one line
     */
    public static String load(Path cache) {
        Path executable = Path.of(ProcessHandle.current().info().command().orElse(""));
        if (System.getProperty(LOCATION) == null) {
            beside(executable).ifPresentOrElse(NativeLibraries::use, () -> keep(cache));
        }
        try {
            return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "hyps")
                    .getVersion();
        } catch (LinkageError e) {
            throw new IllegalArgumentException(
                    "ONNX Runtime cannot be loaded (" + e.getMessage() + "): put " + String.join(" and ", FILES)
                            + " beside " + executable + ", or name their directory with -D" + LOCATION,
                    e);
        }
    }

    /** The executable's directory, if both libraries are in it. */
    static Optional<Path> beside(Path executable) {
        return Optional.ofNullable(executable.getParent())
                .filter(directory -> FILES.stream().map(directory::resolve).allMatch(Files::isRegularFile));
    }

    private static void use(Path directory) {
        System.setProperty(LOCATION, directory.toAbsolutePath().toString());
    }

    private static void keep(Path cache) {
        try {
            unpack(cache);
        } catch (IOException e) {
            LOG.warn(
                    "ONNX Runtime's libraries cannot be kept in {} ({}): using a temporary directory",
                    cache,
                    e.toString());
        }
    }

    private static void unpack(Path cache) throws IOException {
        String platform = platform();
        String jar = String.valueOf(OrtEnvironment.class.getPackage().getImplementationVersion());
        Path directory = cache.resolve("onnxruntime-" + jar + "-" + platform);
        for (String file : FILES) {
            URL resource = OrtEnvironment.class.getResource("/ai/onnxruntime/native/" + platform + "/" + file);
            if (resource == null) {
                return;
            }
            copy(resource, directory.resolve(file));
        }
        use(directory);
    }

    private static void copy(URL resource, Path target) throws IOException {
        URLConnection connection = resource.openConnection();
        try (InputStream in = connection.getInputStream()) {
            if (Files.isRegularFile(target) && Files.size(target) == connection.getContentLengthLong()) {
                return;
            }
            Files.createDirectories(target.getParent());
            Path part = Files.createTempFile(target.getParent(), target.getFileName() + ".", ".part");
            try {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        }
    }

    /** ONNX Runtime's own names for platforms. */
    private static String platform() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String os = system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux";
        return os + "-" + (processor.matches("amd64|x86_64") ? "x64" : processor);
    }
}
