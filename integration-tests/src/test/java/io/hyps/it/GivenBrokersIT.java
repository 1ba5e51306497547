package io.hyps.it;

import static io.hyps.testkit.ReplayAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hyps.gateway.recording.Recording;
import io.hyps.gateway.replay.ReplayReport;
import io.hyps.protocol.Required;
import io.hyps.stack.brokers.KafkaBroker;
import io.hyps.stack.process.ChildProcess;
import io.hyps.stack.process.TcpPort;
import io.hyps.testkit.HypsExtension;
import io.hyps.testkit.HypsSystem;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The testkit on brokers that run already: a Mosquitto that asks for a password, and a Kafka. */
final class GivenBrokersIT {
    private static final String USER = "tests";
    private static final String PASSWORD = "only-for-this-test";
    private static final Path MOSQUITTO = Path.of("/usr/sbin/mosquitto");
    private static final Recording DAY = HypsSystem.recording(Path.of("src/test/resources/fashion-day.jsonl.gz"));

    @RegisterExtension
    static final HypsExtension HYPS = HypsExtension.of(GivenBrokersIT::system);

    @TempDir
    static Path work;

    private static final int MQTT_PORT = TcpPort.findFree();
    private static @Nullable ChildProcess mosquitto;
    private static @Nullable KafkaBroker kafka;

    @BeforeAll
    static void startBrokers() throws Exception {
        boolean there = Files.isExecutable(MOSQUITTO);
        if (!there && Boolean.getBoolean("hyps.mosquitto.required")) {
            fail("Mosquitto is not installed, and -Dhyps.mosquitto.required=true wants it");
        }
        assumeTrue(there, "Mosquitto is not installed (Debian: apt-get install mosquitto)");
        Files.writeString(work.resolve("password"), PASSWORD + "\n");
        Path users = work.resolve("users");
        SecureSite.run(List.of("mosquitto_passwd", "-c", "-b", users.toString(), USER, PASSWORD));
        Path configuration = Files.writeString(
                work.resolve("mosquitto.conf"),
                "listener " + MQTT_PORT + " 127.0.0.1\nallow_anonymous false\npassword_file " + users + "\nuser "
                        + System.getProperty("user.name") + "\n");
        Path log = work.resolve("mosquitto.log");
        mosquitto = ChildProcess.start(
                "mosquitto", List.of(MOSQUITTO.toString(), "-c", configuration.toString()), log, log);
        kafka = KafkaBroker.start(TcpPort.findFree(), TcpPort.findFree(), work.resolve("kafka"));
    }

    @AfterAll
    static void stopBrokers() {
        if (mosquitto != null) {
            mosquitto.kill();
        }
        if (kafka != null) {
            kafka.close();
        }
    }

    private static HypsSystem.Builder system() {
        return HypsSystem.builder()
                .runners(1, "256MiB")
                .mqtt("tcp://localhost:" + MQTT_PORT)
                .mqttUser(USER, work.resolve("password"))
                .kafka(bootstrap());
    }

    private static String bootstrap() {
        return Required.field("kafka", kafka).bootstrap();
    }

    @Test
    void replaysOnBrokersThatRunAlreadyAndAskWhoItIs(HypsSystem given) throws Exception {
        // closed before its brokers are
        try (HypsSystem hyps = given) {
            requireReplayed(hyps);
        }
    }

    private static void requireReplayed(HypsSystem hyps) throws Exception {
        ReplayReport report = hyps.replay(DAY, hyps.planDemoModel(1));

        assertThat(report).answersAsRecorded();
        assertThat(report.outcome().answered()).isEqualTo(100);
        assertThat(hyps.stack().mqttUrl()).isEqualTo(URI.create("tcp://localhost:" + MQTT_PORT));
        assertThat(hyps.stack().kafka()).isEqualTo(bootstrap());
        assertThat(hyps.stack().processes())
                .extracting(ChildProcess::name)
                .containsExactlyInAnyOrder("planner", "runner edge-1", "gateway");
        try (var logs = Files.list(hyps.stack().runDirectory())) {
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(log)).doesNotContain(PASSWORD);
            }
        }
    }
}
