package io.hyps.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The certificates of a site, made by the project's script. */
public final class TestSite {
    private static final Path SCRIPT = Path.of("..", "mosquitto", "site");

    private TestSite() {}

    /** Makes them with {@code openssl}; the options are the script's. */
    public static Path make(Path folder, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toAbsolutePath().toString(), folder.toString()));
        command.addAll(List.of(options));
        run(command);
        return folder;
    }

    /** Runs a program that has to succeed; skips the test where there is no OpenSSL, unless all is required. */
    public static void run(List<String> command) throws IOException, InterruptedException {
        boolean there = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "openssl")));
        assumeTrue(there || Boolean.getBoolean("hyps.mosquitto.required"), "OpenSSL is not installed");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** A file of one part, which is there. */
    public static Path file(Path site, String part, String name) {
        Path file = site.resolve(part).resolve(name);
        assertThat(Files.isRegularFile(file)).as(file.toString()).isTrue();
        return file;
    }
}
