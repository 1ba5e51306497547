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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime's native libraries. By default ONNX Runtime unpacks them anew for each process into a temporary directory,
 * which stays if the process is killed. Unpacked once into the cache instead, they are also mapped once for all runners
 * on a machine.
 */
public final class NativeLibraries {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);
    private static final String LOCATION = "onnxruntime.native.path";

    private NativeLibraries() {}

    /**
     * Loads ONNX Runtime, from libraries under the directory where that can be had.
     *
     * @return ONNX Runtime's version
     */
    public static String load(Path cache) {
        if (System.getProperty(LOCATION) == null) {
            try {
                unpack(cache);
            } catch (IOException e) {
                LOG.warn(
                        "ONNX Runtime's libraries cannot be kept in {} ({}): using a temporary directory",
                        cache,
                        e.toString());
            }
        }
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "hyps")
                .getVersion();
    }

    private static void unpack(Path cache) throws IOException {
        String platform = platform();
        String jar = String.valueOf(OrtEnvironment.class.getPackage().getImplementationVersion());
        Path directory = cache.resolve("onnxruntime-" + jar + "-" + platform);
        boolean complete = false;
        for (String name : List.of("onnxruntime", "onnxruntime4j_jni")) {
            String file = System.mapLibraryName(name);
            URL resource = OrtEnvironment.class.getResource("/ai/onnxruntime/native/" + platform + "/" + file);
            if (resource == null) {
                return;
            }
            copy(resource, directory.resolve(file));
            complete = true;
        }
        if (complete) {
            System.setProperty(LOCATION, directory.toAbsolutePath().toString());
        }
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
