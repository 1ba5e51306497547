package io.hyps.build;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites the jar of the bytecode that Quarkus generated for an application, so that the same sources give the same jar.
 *
 * <p>The build steps of Quarkus 3.34.1 run in parallel and take the numbers of their {@link RecordedKeys keys} from one
 * counter, so the numbers tell which thread came first. Here they are given by place instead: entries sorted by name, keys
 * in the order in which they appear. {@link ConfigMappingOrder} does the like for the config mappings. Run on its own result
 * it changes nothing.
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
        SortedMap<String, byte[]> contents = new TreeMap<>();
        Map<String, FileTime> times = new HashMap<>();
        try (ZipFile in = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : in.stream().toList()) {
                contents.put(entry.getName(), in.getInputStream(entry).readAllBytes());
                times.put(entry.getName(), entry.getLastModifiedTime());
            }
        }
        ConfigMappingOrder.sort(contents);
        RecordedKeys keys = new RecordedKeys();
        contents.replaceAll((name, content) -> name.endsWith(".class") ? keys.renumber(content) : content);
        if (keys.noneFound()) {
            throw new IllegalStateException("no key like 'proxykey1' in " + jar
                    + ": if this Quarkus names them otherwise, see docs/decisions/0007-reproducible-build.md");
        }
        return zipped(contents, times);
    }

    private static byte[] zipped(SortedMap<String, byte[]> contents, Map<String, FileTime> times) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> content : contents.entrySet()) {
                ZipEntry entry = new ZipEntry(content.getKey());
                entry.setLastModifiedTime(times.get(content.getKey()));
                out.putNextEntry(entry);
                out.write(content.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
