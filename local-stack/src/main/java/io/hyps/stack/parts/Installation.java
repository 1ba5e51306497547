package io.hyps.stack.parts;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.stream.Stream;

/** Where HyPS itself is: the project's directory with its parts built. */
public record Installation(Path root) {
    /** Set by the {@code hyps} launcher. */
    public static final String HOME_PROPERTY = "hyps.home";

    public Installation {
        root = root.toAbsolutePath().normalize();
    }

    /**
     * Finds the project: by the system property, else above the place where this class lies, else above the working
     * directory.
     */
    public static Installation locate() {
        String home = System.getProperty(HOME_PROPERTY);
        if (home != null) {
            return new Installation(Path.of(home));
        }
        return Stream.of(codeLocation(), Optional.of(Path.of("").toAbsolutePath()))
                .flatMap(Optional::stream)
                .flatMap(start -> Stream.<Path>iterate(start, p -> p != null, Path::getParent))
                .filter(Installation::isProject)
                .findFirst()
                .map(Installation::new)
                .orElseThrow(() -> new IllegalStateException(
                        "the project is not above " + Path.of("").toAbsolutePath() + ": set -D" + HOME_PROPERTY));
    }

    /** The Quarkus application of a module. */
    public Path application(String module) {
        return root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** The arguments that start a module's application with class data, if it was made of this build and by this Java. */
    public Optional<Path> classData(String module) {
        File arguments = root.resolve(module)
                .resolve("target/class-data/java-" + Runtime.version().feature() + ".args")
                .toFile();
        return arguments.lastModified() > application(module).toFile().lastModified()
                ? Optional.of(arguments.toPath())
                : Optional.empty();
    }

    /** The class path of the {@code hyps} command itself. */
    public String commandClassPath() {
        Path target = root.resolve("local-stack/target");
        if (Files.isDirectory(target.resolve("lib"))) {
            return target.resolve("classes") + File.pathSeparator + target.resolve("lib") + File.separator + "*";
        }
        return System.getProperty("java.class.path");
    }

    /** For ONNX Runtime's native libraries, unpacked. */
    public Path nativeLibraries() {
        return root.resolve("local-stack/target/native");
    }

    public Path demoModel() {
        return root.resolve("models/fashion/fashion_vgg16q.onnx");
    }

    public Path demoManifest() {
        return root.resolve("models/fashion/fashion_vgg16q.manifest.yaml");
    }

    public Path demoImages() {
        return root.resolve("models/fashion/images");
    }

    public Path demoLabels() {
        return root.resolve("models/fashion/labels.csv");
    }

    private static boolean isProject(Path directory) {
        return Files.isDirectory(directory.resolve("partition-runner"))
                && Files.isDirectory(directory.resolve("local-stack"));
    }

    private static Optional<Path> codeLocation() {
        CodeSource source = Installation.class.getProtectionDomain().getCodeSource();
        try {
            return source == null
                    ? Optional.empty()
                    : Optional.of(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException unusable) {
            return Optional.empty();
        }
    }
}
