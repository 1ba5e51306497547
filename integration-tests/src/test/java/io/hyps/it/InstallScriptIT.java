package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hyps.protocol.device.DeviceStatus;
import io.hyps.stack.live.LiveView;
import io.hyps.stack.parts.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** ops/systemd/install.sh, into the file system of a board's image; and what it installs, run as its unit would. */
@ExtendWith(SharedSystem.class)
final class InstallScriptIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RunningSystem system;

    @TempDir
    Path root;

    InstallScriptIT(RunningSystem system) {
        this.system = system;
    }

    @BeforeEach
    void makeFileSystem() throws Exception {
        assumeTrue(
                "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/sbin/useradd")),
                "install.sh wants root, and useradd");
        Path etc = Files.createDirectory(root.resolve("etc"));
        Files.writeString(etc.resolve("passwd"), "root:x:0:0:root:/root:/bin/sh\n");
        Files.writeString(etc.resolve("group"), "root:x:0:\n");
    }

    @Test
    void installsARunnerThatReportsForWork() throws Exception {
        String mqtt = system.stack().mqttUrl().toString();
        assertInstalls("--mqtt", mqtt, "--device", "board-1", "--memory", "256M");

        Process runner = startAsTheUnitDoes();
        try (LiveView live = LiveView.open(system.stack().link())) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(live.device("board-1"))
                    .hasValueSatisfying(status -> assertThat(status.state()).isNotEqualTo(DeviceStatus.State.OFFLINE)));
        } finally {
            runner.destroy();
            assertEnds(runner);
        }
    }

    @Test
    void bringsANewerRunnerAndKeepsTheSettings() throws Exception {
        assertInstalls("--mqtt", "tcp://one:1883", "--memory", "256M");
        Path settings = root.resolve("etc/hyps/runner.env");
        Files.writeString(settings, "HYPS_RUNNER_THREADS=2\n", StandardOpenOption.APPEND);
        Path program = root.resolve("opt/hyps/runner");
        Files.writeString(program.resolve("left-over"), "of an older version");

        assertInstalls("--mqtt", "ssl://two:8883", "--memory", "128M");

        assertThat(Files.readAllLines(settings))
                .contains("HYPS_RUNNER_THREADS=2", "HYPS_MQTT_URL=ssl://two:8883")
                .doesNotContain("HYPS_MQTT_URL=tcp://one:1883");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(settings)))
                .isEqualTo("rw-------");
        assertThat(program.resolve("run")).isExecutable();
        assertThat(program.resolve("left-over")).doesNotExist();
        try (var beside = Files.list(root.resolve("opt/hyps"))) {
            assertThat(beside).containsExactly(program);
        }
        Path units = root.resolve("etc/systemd/system");
        assertThat(units.resolve("hyps-runner.service.d/memory.conf")).content().contains("MemoryMax=128M");
        assertThat(units.resolve("multi-user.target.wants/hyps-runner.service"))
                .hasSameTextualContentAs(units.resolve("hyps-runner.service"));
        assertThat(Files.readAllLines(root.resolve("etc/passwd")))
                .filteredOn(line -> line.startsWith("hyps-runner:"))
                .hasSize(1);
    }

    @Test
    void refusesWhatItCannotUseAndLeavesNothing() throws Exception {
        assertRefuses("'broker' is no broker: write tcp://host:1883 or ssl://host:8883", "--mqtt", "broker");
        assertRefuses("'../pi' is no device's name: letters, digits, '.', '_', '-'", "--device", "../pi");
        assertRefuses("'much' is no size: write 192M", "--memory", "much");
        assertRefuses(
                "no runner in '" + root + "': build it (./mvnw -Dquick package), or say --from",
                "--from",
                root.toString());
        Files.delete(root.resolve("etc/passwd"));
        assertRefuses("'" + root + "' is no root file system: there is no etc/passwd in it");

        assertThat(root.resolve("opt")).doesNotExist();
        assertThat(root.resolve("etc/hyps")).doesNotExist();
    }

    private void assertInstalls(String... options) throws Exception {
        assertThat(install(0, options))
                .matches("install.sh: (java|native) runner in " + Pattern.quote(root + "/opt/hyps/runner")
                        + ", settings in " + Pattern.quote(root + "/etc/hyps/runner.env"));
    }

    private void assertRefuses(String reason, String... options) throws Exception {
        assertThat(install(2, options)).isEqualTo("install.sh: " + reason);
    }

    /** The one line that the script prints. */
    private String install(int exitCode, String... options) throws IOException, InterruptedException {
        Path project = Installation.locate().root();
        List<String> command = new ArrayList<>();
        command.add(project.resolve("ops/systemd/install.sh").toString());
        command.addAll(List.of("--root", root.toString()));
        command.addAll(List.of(options));
        Path printed = root.resolve("install.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertEnds(process);
        assertThat(process.exitValue()).as(Files.readString(printed)).isEqualTo(exitCode);
        assertThat(printed).content().hasLineCount(1);
        return Files.readString(printed).strip();
    }

    private static void assertEnds(Process process) throws InterruptedException {
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        assertThat(ended).as("ends in " + PATIENCE).isTrue();
    }

    private Process startAsTheUnitDoes() throws IOException {
        ProcessBuilder process = new ProcessBuilder(
                "sh",
                "-c",
                "set -a; . \"$1/etc/hyps/runner.env\"; exec \"$1/opt/hyps/runner/run\"",
                "sh",
                root.toString());
        process.environment().put("CACHE_DIRECTORY", root.resolve("cache").toString());
        process.environment().put("QUARKUS_HTTP_PORT", "0");
        Path log = root.resolve("runner.log");
        return process.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }
}
