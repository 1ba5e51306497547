package io.hyps.planner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.protocol.command.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DevicesFileTest {
    private static final Path LENET = Path.of("src/test/resources/models/fashion_lenet5.onnx");

    @TempDir
    Path folder;

    @Test
    void readsTheExampleOfTheContract() throws Exception {
        Path file = write(
                """
                devices:
                  - {id: cam-gate, memory: 96MiB, speed: 1.0, bandwidth: 100Mbit/s}
                  - {id: pi-1, memory: 256MiB, speed: 2.5, bandwidth: 1Gbit/s, count: 4}
                """);

        assertThat(DevicesFile.read(file))
                .containsExactly(
                        new DeviceSpec("cam-gate", 96 << 20, 1, 12_500_000),
                        new DeviceSpec("pi-1-1", 256 << 20, 2.5, 125_000_000),
                        new DeviceSpec("pi-1-2", 256 << 20, 2.5, 125_000_000),
                        new DeviceSpec("pi-1-3", 256 << 20, 2.5, 125_000_000),
                        new DeviceSpec("pi-1-4", 256 << 20, 2.5, 125_000_000));
    }

    @Test
    void takesEveryUnit() throws Exception {
        Path file = write(
                """
                devices:
                  - {id: a, memory: 64MiB}
                  - {id: b, memory: 128MB, bandwidth: 12MB/s}
                  - {id: c, memory: 1.5GiB, bandwidth: 800kbit/s}
                  - {id: d, memory: 4096}
                """);

        assertThat(DevicesFile.read(file))
                .containsExactly(
                        new DeviceSpec("a", 64 << 20, 1, 0),
                        new DeviceSpec("b", 128_000_000, 1, 12_000_000),
                        new DeviceSpec("c", 3L << 29, 1, 100_000),
                        new DeviceSpec("d", 4096, 1, 0));
    }

    @Test
    void plansForItsDevices() throws Exception {
        Path file = write("devices: [{id: pi, memory: 64MiB, count: 2}, {id: cam, memory: 1MiB}]");

        CommandRun run =
                CommandRun.of(new PlanCommand(), LENET, "--devices", file, "--out", folder.resolve("out"), "--json");

        JsonNode report = run.json(ExitCode.DONE);
        assertThat(report.findValuesAsText("device")).containsExactlyInAnyOrder("pi-1", "pi-2", "cam");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "devices: [{id: a, memory: 64MiB, colour: red}] | unknown field 'devices[0].colour'",
                "device: [{id: a, memory: 64MiB}] | unknown field 'device'",
                "devices: [{memory: 64MiB}] | field 'id' is missing",
                "devices: [{id: a}] | device 'a' has no memory",
                "devices: [{id: a, memory: 0}] | device 'a' has memory 0",
                "devices: [{id: a, memory: -1MiB}] | device 'a': '-1MiB' is not a size",
                "devices: [{id: a, memory: 1Mib/s}] | '1Mib/s' is not a size",
                "devices: [{id: a, memory: 64MiB, speed: 0}] | device 'a' has speed 0",
                "devices: [{id: a, memory: 64MiB, speed: -1}] | device 'a' has speed -1",
                "devices: [{id: a, memory: 64MiB, speed: fast}] | line 1: devices[0].speed is 'fast': write a number",
                "devices: [{id: a, memory: 64MiB, speed: .nan}] | Malformed numeric value",
                "devices: [{id: a, memory: 64MiB, bandwidth: 100}] | device 'a': '100' is not a bandwidth",
                "devices: [{id: a, memory: 64MiB, bandwidth: -1Mbit/s}] | '-1Mbit/s' is not a bandwidth",
                "devices: [{id: a, memory: 64MiB, count: 0}] | device 'a' has count 0",
                "devices: [{id: a, memory: 64MiB, count: -2}] | device 'a' has count -2",
                "devices: [{id: a, memory: 64MiB, count: 1.5}] | devices[0].count is '1.5': write a whole number",
                "devices: [{id: a, memory: 1B, count: 10000}, {id: b, memory: 1B}] | more than 10000 devices",
                "devices: [{id: a, memory: 64MiB}, {id: a, memory: 64MiB}] | device 'a' is named twice",
                "devices: [{id: a-1, memory: 1MiB}, {id: a, memory: 1MiB, count: 2}] | device 'a-1' is named twice",
                "devices: [{id: a/b, memory: 64MiB}] | a/b",
                "devices: [{id: '', memory: 64MiB}] | field 'id' is empty",
                "devices: [{id: a, id: b, memory: 64MiB}] | Duplicate field 'id'",
                "devices: [null] | a device is empty",
                "devices: [] | lists no devices",
                "devices: | field 'devices' is missing",
                "devices: 7 | devices",
                "[1, 2] | devices.yaml",
                "devices: [{id: a, memory: 64MiB} | devices.yaml",
                "`` | devices.yaml: it is empty",
                "# nothing | devices.yaml: it is empty",
                "'just text' | devices.yaml",
            })
    void refusesWhatIsWrongInOneLine(String yaml, String words) throws Exception {
        CommandRun.of(new PlanCommand(), LENET, "--devices", write(yaml), "--out", folder.resolve("out"))
                .assertRefused(ExitCode.BAD_INPUT, words, "devices.yaml");
    }

    @Test
    void saysInWhichLineYamlIsBroken() throws Exception {
        String yaml =
                """
                devices:
                  - {id: a, memory: 64MiB}
                  - {id: b, memory: 64MiB
                  - {id: c, memory: 64MiB}
                """;

        CommandRun.of(new PlanCommand(), LENET, "--devices", write(yaml), "--out", folder.resolve("out"))
                .assertRefused(ExitCode.BAD_INPUT, "devices.yaml: line 4: expected ',' or '}'");
    }

    @Test
    void refusesFilesThatAreNoText() throws Exception {
        Path file = Files.write(folder.resolve("devices.yaml"), new byte[] {(byte) 0xC3, 0x28, 0, 1, 2, (byte) 0xFF});

        CommandRun.of(new PlanCommand(), LENET, "--devices", file, "--out", folder.resolve("out"))
                .assertRefused(ExitCode.BAD_INPUT, "devices.yaml");
    }

    private Path write(String yaml) throws Exception {
        return Files.write(folder.resolve("devices.yaml"), yaml.getBytes(StandardCharsets.UTF_8));
    }
}
