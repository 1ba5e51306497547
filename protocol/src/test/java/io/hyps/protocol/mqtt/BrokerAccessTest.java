package io.hyps.protocol.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerAccessTest {
    @TempDir
    Path folder;

    @Test
    void isAnonymousAtThisMachineUnlessToldOtherwise() {
        BrokerAccess access = of(Map.of());

        assertThat(access).isEqualTo(BrokerAccess.anonymous(URI.create("tcp://localhost:1883")));
    }

    @Test
    void readsThePasswordFromAFileAndNeverShowsIt() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "secret \n");

        BrokerAccess access = of(Map.of("HYPS_MQTT_USER", "edge-1", "HYPS_MQTT_PASSWORD_FILE", file.toString()));

        assertThat(access.credentials().orElseThrow().password().text()).isEqualTo("secret ");
        assertThat(access.toString()).doesNotContain("secret");
        assertThat(new EnvironmentSettings(Map.of("HYPS_MQTT_PASSWORD", "secret")).toString())
                .doesNotContain("secret");
    }

    @Test
    void saysWhatDoesNotGoTogether() {
        assertRefused(
                Map.of("HYPS_MQTT_USER", "u", "HYPS_MQTT_PASSWORD", "p", "HYPS_MQTT_PASSWORD_FILE", "f"), "keep one");
        assertRefused(Map.of("HYPS_MQTT_PASSWORD", "p"), "hyps.mqtt.user is missing");
        assertRefused(Map.of("HYPS_MQTT_USER", "u", "HYPS_MQTT_PASSWORD_FILE", "/nowhere"), "/nowhere cannot be read");
        assertRefused(Map.of("HYPS_MQTT_KEY_FILE", "k"), "certificate-file and hyps.mqtt.key-file go together");
    }

    @Test
    void provesTheFilesOfTlsBeforeItConnects() throws Exception {
        Path file = Files.writeString(folder.resolve("ca.crt"), "no certificate");

        assertRefused(
                Map.of("HYPS_MQTT_URL", "ssl://localhost:8883", "HYPS_MQTT_CA_FILE", file.toString()),
                "ca.crt is not a PEM file");
    }

    private static BrokerAccess of(Map<String, String> environment) {
        return BrokerAccess.ofEnvironment(Optional.empty(), environment);
    }

    private static void assertRefused(Map<String, String> environment, String reason) {
        assertThatThrownBy(() -> of(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
