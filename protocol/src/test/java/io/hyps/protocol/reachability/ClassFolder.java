package io.hyps.protocol.reachability;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where the class files of packages are; a module's own are in a folder while it is tested. */
public final class ClassFolder {
    private ClassFolder() {}

    /** The folder of the class's package, with those of the packages below. */
    public static Path of(Class<?> type) {
        try {
            Path root = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            return root.resolve(type.getPackageName().replace('.', '/'));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
