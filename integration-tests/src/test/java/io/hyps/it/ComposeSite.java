package io.hyps.it;

import io.hyps.stack.parts.Installation;
import io.hyps.stack.process.TcpPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A site for compose.tls.yaml, made as the head of that file says, and the ports that its settings name. */
record ComposeSite(SiteFolder parts, int mqttPort, int kafkaPort) {
    static final String OPERATOR = "operators/ops";

    private static final String BROKERS_USER = "1883:1883";
    private static final String KAFKAS_USER = "1000:1000";
    private static final String PARTS_USER = "10001:10001";

    /** @param sensors that get an account each */
    static ComposeSite create(Path folder, List<String> sensors) throws Exception {
        ComposeSite site = new ComposeSite(new SiteFolder(folder), TcpPort.findFree(), TcpPort.findFree());
        List<String> command = new ArrayList<>(
                List.of(Installation.locate().root().resolve("mosquitto/site").toString(), folder.toString()));
        command.addAll(List.of("--host", "localhost", "--host", "mosquitto"));
        command.addAll(List.of("--port", Integer.toString(site.mqttPort)));
        command.addAll(List.of("--kafka", "localhost", "--kafka", "kafka"));
        command.addAll(List.of("--kafka-port", Integer.toString(site.kafkaPort)));
        command.addAll(List.of("--planner", "--gateway", "gateway-1", "--operator", "ops"));
        ComposeStack.DEVICES.forEach(device -> command.addAll(List.of("--device", device)));
        sensors.forEach(sensor -> command.addAll(List.of("--sensor", sensor)));
        SecureSite.run(command);
        RunningSystem.hyps("acl", "init", folder.toString()).assertDone();
        RunningSystem.hyps("keys", "create", folder.resolve("keys").toString()).assertDone();
        give(BROKERS_USER, folder.resolve("broker"));
        give(KAFKAS_USER, folder.resolve("kafka"));
        for (String part : List.of("planner", "gateways", "devices", "keys")) {
            give(PARTS_USER, folder.resolve(part));
        }
        return site;
    }

    private static void give(String user, Path folder) throws Exception {
        SecureSite.run(List.of("chown", "-R", user, folder.toString()));
    }

    /** What compose.tls.yaml takes from the environment. */
    Map<String, String> variables() {
        return Map.of(
                "HYPS_SITE",
                parts.folder().toString(),
                ComposeStack.MQTTS_PORT,
                Integer.toString(mqttPort),
                ComposeStack.KAFKA_PORT,
                Integer.toString(kafkaPort));
    }

    /** With it the commands know the brokers, and the brokers know whose they are. */
    Map<String, String> operatorsEnvironment() throws IOException {
        Map<String, String> environment = new HashMap<>(parts.environment(OPERATOR));
        environment.putAll(parts.environment(OPERATOR, "kafka.env"));
        return environment;
    }

    /** As Kafka's own tools take them. */
    Path operatorsKafkaProperties() {
        return parts.folder().resolve(OPERATOR).resolve("kafka.properties");
    }

    /** All passwords and private keys. */
    Set<String> secrets() throws IOException {
        Set<String> secrets = new TreeSet<>();
        try (Stream<Path> files = Files.walk(parts.folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (name.equals("password")) {
                    secrets.add(Files.readString(file).strip());
                } else if (name.equals("kafka.properties")) {
                    secrets.add(kafkaPassword(file));
                } else if (name.endsWith(".key") || name.equals("server.pem")) {
                    secrets.add(Files.readAllLines(file).get(1));
                }
            }
        }
        return secrets;
    }

    private static String kafkaPassword(Path file) throws IOException {
        Properties properties = new Properties();
        try (var text = Files.newBufferedReader(file)) {
            properties.load(text);
        }
        return properties.getProperty("sasl.jaas.config").replaceFirst("^.* password=\"(.*)\";$", "$1");
    }
}
