package io.hyps.build;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites the jar of the bytecode that Quarkus generated for an application, so that the same sources give the same jar.
 *
 * <p>The build steps of Quarkus 3.34.1 run in parallel and take the numbers of their {@link RecordedKeys keys} from one
 * counter, so the numbers tell which thread came first. Here they are given by place instead: entries sorted by name, keys
 * in the order in which they appear. Run on its own result it changes nothing.
 */
public final class StableBytecode {
    private StableBytecode() {}

    /**
     * @param arguments the path of {@code quarkus/generated-bytecode.jar}; nothing is done if there is none, as in a native
     *     build
     * @throws IllegalStateException if the jar has no keys of the form that is known
     */
    public static void main(String... arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        if (Files.exists(jar)) {
            Files.write(jar, rewritten(jar));
        } else {
            System.out.println("no " + jar + ": nothing to rewrite");
        }
    }

    private static byte[] rewritten(Path jar) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RecordedKeys keys = new RecordedKeys();
        try (ZipFile in = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            List<? extends ZipEntry> entries =
                    in.stream().sorted(Comparator.comparing(ZipEntry::getName)).toList();
            for (ZipEntry entry : entries) {
                byte[] content = in.getInputStream(entry).readAllBytes();
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setLastModifiedTime(entry.getLastModifiedTime());
                out.putNextEntry(copy);
                out.write(entry.getName().endsWith(".class") ? keys.renumber(content) : content);
            }
        }
        if (keys.noneFound()) {
            throw new IllegalStateException("no key like 'proxykey1' in " + jar
                    + ": if this Quarkus names them otherwise, see docs/decisions/0007-reproducible-build.md");
        }
        return bytes.toByteArray();
    }
}
