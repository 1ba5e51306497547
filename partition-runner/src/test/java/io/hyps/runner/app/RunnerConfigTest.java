package io.hyps.runner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.command.CommandRunner;
import io.hyps.runner.session.SliceForms;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunnerConfigTest {
    @Test
    void hasADefaultForEveryKey() {
        RunnerConfig config = read(Map.of(), Map.of());

        assertThat(config.mqtt().url()).isEmpty();
        assertThat(config.mqtt().user()).isEmpty();
        assertThat(config.mqtt().password()).isEmpty();
        assertThat(config.runner().device()).isEmpty();
        assertThat(config.runner().memory()).isEmpty();
        assertThat(config.runner().cacheDir()).isEqualTo(Path.of("/home/x/.cache/hyps/slices"));
        assertThat(config.runner().threads()).isEqualTo(1);
        assertThat(config.runner().batchTime()).hasMillis(50);
        assertThat(config.runner().receiveMaximum()).isEqualTo(64);
        assertThat(config.runner().tensorMemory()).isEmpty();
        assertThat(config.runner().cacheSize()).isEmpty();
        assertThat(config.runner().mode()).isEqualTo(SliceForms.Choice.AUTO);
        assertThat(config.runner().sessionExpiry()).hasSeconds(60);
        assertThat(config.runner().retryAfter()).hasSeconds(30);
        assertThat(config.runner().drainTimeout()).hasSeconds(10);
    }

    @Test
    void isSetByTheEnvironmentBesideTheKeysOfOtherParts() {
        RunnerConfig config = read(
                Map.of("hyps.runner.threads", "2"),
                Map.of(
                        "HYPS_MQTT_URL", "tcp://broker:1884",
                        "HYPS_RUNNER_DEVICE", "edge-7",
                        "HYPS_RUNNER_MEMORY", "160MiB",
                        "HYPS_RUNNER_CACHE_DIR", "/var/cache/hyps",
                        "HYPS_GATEWAY_ID", "gw-1"));

        assertThat(config.mqtt().url()).hasToString("Optional[tcp://broker:1884]");
        assertThat(config.runner().device()).contains("edge-7");
        assertThat(config.runner().memory()).contains(new ByteSize(160 << 20));
        assertThat(config.runner().cacheDir()).isEqualTo(Path.of("/var/cache/hyps"));
        assertThat(config.runner().threads()).isEqualTo(2);
    }

    @Test
    void namesTheKeyThatCannotBeUsed() {
        assertThatThrownBy(() -> read(Map.of("hyps.runner.threads", "many"), Map.of()))
                .hasMessageContaining("hyps.runner.threads");
    }

    @ParameterizedTest
    @CsvSource({"raspi-4.local,raspi-4.local", "_odd name!,odd-name-", "---,device"})
    void makesAnIdentifierOfTheHostsName(String host, String identifier) {
        assertThat(DeviceName.identifierOf(host)).isEqualTo(identifier);
        assertThat(DeviceName.of(Optional.of(identifier))).isEqualTo(identifier);
    }

    @ParameterizedTest
    @CsvSource({
        "--device=a/b,not an identifier",
        "--memory=much,not a size",
        "--mqtt=http://x,cannot be used",
        "--threads=0,use 1 to",
        "--http-port=99999,use 0 to 65535",
        "--nonsense,Unknown option"
    })
    void refusesBadUsageInOneLine(String argument, String said) {
        StringWriter errors = new StringWriter();

        int exitCode = CommandRunner.of(new RunnerCommand())
                .setErr(new PrintWriter(errors, true))
                .execute(argument);

        assertThat(exitCode).isEqualTo(2);
        assertThat(errors.toString().lines()).singleElement().asString().contains(said);
    }

    private static RunnerConfig read(Map<String, String> properties, Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(RunnerConfig.class)
                .withConverter(Duration.class, 100, RunnerConfigTest::duration)
                .withSources(
                        new PropertiesConfigSource(Map.of("user.home", "/home/x"), "home", 100),
                        new EnvConfigSource(environment, 300),
                        new PropertiesConfigSource(properties, "test", 400))
                .build()
                .getConfigMapping(RunnerConfig.class);
    }

    /** Quarkus reads {@code 60s} and {@code 50ms}; outside of it only ISO 8601 is known. */
    private static Duration duration(String text) {
        return text.endsWith("ms")
                ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                : Duration.parse(text.startsWith("P") ? text : "PT" + text);
    }
}
