package io.hyps.planner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hyps.protocol.command.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SimulateCommandTest {
    private static final Path MODEL = Path.of("src/test/resources/models/fashion_lenet5.onnx");

    @TempDir
    static Path folder;

    @BeforeAll
    static void planTwice() {
        plan("resident");
        plan("turns");
    }

    private static void plan(String residency) {
        CommandRun run = CommandRun.of(
                new PlanCommand(),
                MODEL,
                "--device-count",
                2,
                "--device-memory",
                "1GiB",
                "--residency",
                residency,
                "--costs",
                "estimated",
                "--out",
                folder.resolve(residency));
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void printsOneJsonDocument() throws Exception {
        JsonNode report = simulate("--frames", 2000, "--rate", "50/s", "--json").json(ExitCode.DONE);

        assertThat(report.get("frames").asInt()).isEqualTo(2000);
        assertThat(report.get("throughputPerSecond").asDouble()).isBetween(45.0, 55.0);
        JsonNode latency = report.get("latencyMs");
        assertThat(latency.get("p50").asDouble()).isPositive();
        assertThat(latency.get("p95").asDouble())
                .isGreaterThanOrEqualTo(latency.get("p50").asDouble());
        assertThat(report.get("devices")).hasSize(2);
        assertThat(report.get("devices"))
                .allSatisfy(device ->
                        assertThat(device.get("utilisation").asDouble()).isBetween(0.0, 1.0));
    }

    @Test
    void takesSpeedAndBandwidthFromADevicesFile() throws Exception {
        Path slow = Files.writeString(
                folder.resolve("slow.yaml"),
                "devices: [{id: d0, memory: 1GiB, bandwidth: 8kbit/s}, {id: d1, memory: 1GiB}]");

        JsonNode report = simulate("--frames", 20, "--in-flight", 1, "--devices", slow, "--json")
                .json(ExitCode.DONE);

        // the image's 4 KiB alone take four seconds
        assertThat(report.get("latencyMs").get("p50").asDouble()).isGreaterThan(4000);
    }

    @Test
    void countsEncodedBytes() throws Exception {
        Path slow = Files.writeString(
                folder.resolve("both-slow.yaml"), "devices: [{id: d, memory: 1GiB, bandwidth: 80kbit/s, count: 2}]");
        double raw = medianMsOf("none", slow);
        double encoded = medianMsOf("float16", slow);

        // the image's 3136 bytes take 314 ms, the answer's 40 bytes 4 ms
        assertThat(raw).isGreaterThan(314);
        assertThat(encoded).isBetween(raw / 2, raw * 0.7);
    }

    private static double medianMsOf(String encodings, Path devices) throws Exception {
        Path plan = folder.resolve(encodings);
        CommandRun planned = CommandRun.of(
                new PlanCommand(),
                MODEL,
                "--devices",
                devices,
                "--objective",
                "latency",
                "--costs",
                "estimated",
                "--encodings",
                encodings,
                "--tolerance",
                0.05,
                "--out",
                plan);
        assertThat(planned.exitCode()).isZero();
        return CommandRun.of(
                        new SimulateCommand(), plan, "--frames", 20, "--in-flight", 1, "--devices", devices, "--json")
                .json(ExitCode.DONE)
                .at("/latencyMs/p50")
                .asDouble();
    }

    @Test
    void letsDevicesShareAMachine() throws Exception {
        JsonNode shared = simulate("--frames", 200, "--message-ms", 4, "--shared-cores", 1, "--json")
                .json(ExitCode.DONE);

        // each frame is three messages, which are work for the one core
        assertThat(shared.get("throughputPerSecond").asDouble()).isLessThan(1000.0 / 12);
    }

    @Test
    void printsTextThatNamesTheDevices() {
        CommandRun run = simulate("--frames", 1);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("1 frame,", "Throughput", "p95", "d0", "d1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate fast | write frames a second",
                "--rate 0 | write frames a second",
                "--frames 0 | frames is 0: use 1 to",
                "--in-flight 0 | frames in flight is 0: use 1 to",
                "--message-ms -1 | use a number from 0",
                "--shared-cores -1 | shared cores are -1: use a number from 0",
                "--devices nowhere.yaml | there is no file nowhere.yaml"
            })
    void refusesBadUsage(String arguments, String words) {
        simulate((Object[]) arguments.split(" ")).assertRefused(ExitCode.BAD_INPUT, words);
    }

    @Test
    void refusesDevicesThatAreNotThePlans() throws Exception {
        Path others = Files.writeString(folder.resolve("others.yaml"), "devices: [{id: d0, memory: 1GiB}]");

        simulate("--devices", others).assertRefused(ExitCode.BAD_INPUT, "does not have device 'd1' of the plan");
    }

    @Test
    void refusesPlansInTurns() {
        CommandRun.of(new SimulateCommand(), folder.resolve("turns"))
                .assertRefused(ExitCode.BAD_INPUT, "in turns", "--residency resident");
    }

    @Test
    void refusesFoldersWithoutAPlan() {
        CommandRun.of(new SimulateCommand(), folder.resolve("nowhere"))
                .assertRefused(ExitCode.BAD_INPUT, "there is no file", "plan.json");
    }

    private static CommandRun simulate(Object... options) {
        Object[] arguments = new Object[options.length + 1];
        arguments[0] = folder.resolve("resident");
        System.arraycopy(options, 0, arguments, 1, options.length);
        return CommandRun.of(new SimulateCommand(), arguments);
    }
}
