package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.hyps.protocol.Required;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.mqtt.BrokerAccess;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.ContainerState;

/**
 * compose.yaml with compose.tls.yaml: MQTT over TLS with roles and signed plans, Kafka over SASL_SSL, on a site made as that
 * file says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ComposeTlsIT implements ComposeSuite {
    private @Nullable ComposedSystem system;

    @BeforeAll
    void start(@TempDir Path work) throws Exception {
        system = ComposedSystem.startSecured(work);
    }

    @AfterAll
    void stop() {
        if (system != null) {
            system.close();
        }
    }

    @Override
    public ComposedSystem system() {
        return Required.field("system", system);
    }

    @Test
    @Order(4)
    void replaysWithTheAccountOfAnOperator() throws Exception {
        assertThat(system().hyps("replay", "--sensor", "it-compose", "--compare", "--json")
                        .replaceAll("\\s", ""))
                .contains("\"frames\":100", "\"answered\":100", "\"differences\":0");
    }

    @Test
    @Order(5)
    void turnsAwayAnMqttClientThatDoesNotSayWhoItIs(@TempDir Path folder) throws Exception {
        assertThat(system().stack().container("mosquitto").getLogs()).doesNotContain("Error");
        Map<String, String> operator = system().site().parts().environment(ComposeSite.OPERATOR);

        Map<String, String> nobody = new HashMap<>(operator);
        nobody.keySet().retainAll(Set.of("HYPS_MQTT_URL", "HYPS_MQTT_CA_FILE"));
        assertThat(isLetIn(nobody)).as("without certificate and password").isFalse();

        Map<String, String> certified = new HashMap<>(operator);
        certified.keySet().removeAll(Set.of("HYPS_MQTT_USER", "HYPS_MQTT_PASSWORD_FILE"));
        assertThat(certified).hasSize(operator.size() - 2);
        assertThat(isLetIn(certified)).as("with a certificate alone").isFalse();

        Map<String, String> guessed = new HashMap<>(operator);
        Path password = Files.writeString(folder.resolve("password"), "guessed");
        guessed.put("HYPS_MQTT_PASSWORD_FILE", password.toString());
        assertThat(isLetIn(guessed)).as("with a guessed password").isFalse();

        assertThat(isLetIn(operator)).as("the operator").isTrue();
    }

    private static boolean isLetIn(Map<String, String> environment) throws Exception {
        LinkOptions options =
                BrokerAccess.ofEnvironment(Optional.empty(), environment).link("hyps-it-" + UUID.randomUUID());
        try (MqttLink link = MqttLink.open(options)) {
            return link.awaitConnected(Duration.ofSeconds(3));
        }
    }

    @Test
    @Order(5)
    void turnsAwayAKafkaClientThatDoesNotSayWhoItIs() throws Exception {
        assertThat(topics(operators())).contains(FrameTopics.FRAMES, FrameTopics.RESULTS);

        assertThatThrownBy(() -> topics(new Properties())).hasCauseInstanceOf(TimeoutException.class);

        Properties nobody = operators();
        nobody.setProperty("security.protocol", "SSL");
        assertThatThrownBy(() -> topics(nobody)).hasCauseInstanceOf(TimeoutException.class);

        Properties guessed = operators();
        guessed.setProperty(
                "sasl.jaas.config",
                guessed.getProperty("sasl.jaas.config").replaceFirst("password=\".*\"", "password=\"guessed\""));
        assertThatThrownBy(() -> topics(guessed)).hasCauseInstanceOf(SaslAuthenticationException.class);
    }

    /** Of a Kafka client with these properties. */
    private Set<String> topics(Properties properties) throws Exception {
        Properties all = new Properties();
        all.putAll(properties);
        all.setProperty("bootstrap.servers", system().stack().kafka());
        all.setProperty("request.timeout.ms", "3000");
        all.setProperty("default.api.timeout.ms", "5000");
        try (Admin admin = Admin.create(all)) {
            return admin.listTopics().names().get(30, TimeUnit.SECONDS);
        }
    }

    private Properties operators() throws IOException {
        Properties properties = new Properties();
        try (var text = Files.newBufferedReader(system().site().operatorsKafkaProperties())) {
            properties.load(text);
        }
        return properties;
    }

    @Test
    @Order(5)
    void opensNoPlainPortToOtherContainers() throws Exception {
        assertThat(connects("mosquitto", 8883)).isTrue();
        assertThat(connects("mosquitto", 1883)).isFalse();
        assertThat(connects("kafka", 19093)).isTrue();
        assertThat(connects("kafka", 19092)).isFalse();
        assertThat(connects("kafka", 9093)).isFalse();
    }

    private boolean connects(String host, int port) throws Exception {
        return system().stack()
                        .container("gateway")
                        .execInContainer("bash", "-c", "</dev/tcp/" + host + "/" + port)
                        .getExitCode()
                == 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {"mosquitto", "kafka", "planner", "gateway", "edge-1"})
    @Order(5)
    void showsNoSecretOfAPart(String part) throws Exception {
        ContainerState container = system().stack().container(part);
        InspectContainerResponse told = container.getCurrentContainerInfo();
        String processes = container
                .execInContainer("sh", "-c", "cat /proc/[0-9]*/cmdline")
                .getStdout();
        assertThat(processes).isNotEmpty();
        String shown = String.join(
                "\n",
                Arrays.toString(told.getConfig().getEnv()),
                Arrays.toString(told.getArgs()),
                processes,
                container.getLogs());
        assertThat(system().site().secrets()).hasSizeGreaterThan(10).noneMatch(shown::contains);
    }
}
