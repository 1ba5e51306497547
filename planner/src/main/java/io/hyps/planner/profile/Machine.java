package io.hyps.planner.profile;

import io.hyps.protocol.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The reference machine.
 *
 * @param name of the host
 * @param processor as Linux names it, with the sets of vector instructions that ONNX Runtime chooses its kernels by
 */
public record Machine(String name, String processor) {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    public Machine {
        Required.field("name", name);
        Required.field("processor", processor);
    }

    /** This one. */
    public static Machine here() {
        return new Machine(first(HOST_NAME, ""), processorHere());
    }

    private static String processorHere() {
        String flags = first(PROCESSORS, "flags");
        String vectors = Stream.of("avx512f", "avx2", "fma", "avx", "avx_vnni", "avx512_vnni", "amx_tile")
                .filter(flag -> (flags + " ").contains(" " + flag + " "))
                .reduce("", (all, flag) -> all + " " + flag);
        return System.getProperty("os.arch") + " " + first(PROCESSORS, "model name") + vectors;
    }

    /** What stands behind the colon of the first line that begins so; the first line itself for an empty beginning. */
    private static String first(Path file, String beginning) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(beginning))
                    .map(line -> line.substring(beginning.isEmpty() ? 0 : line.indexOf(':') + 1)
                            .strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
