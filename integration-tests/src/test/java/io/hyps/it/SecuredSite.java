package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hyps.planner.publish.PlannerClient;
import io.hyps.planner.publish.PublishListener;
import io.hyps.planner.publish.Publisher;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.stack.brokers.BrokerException;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.parts.StackSecurity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a {@link RunningSystem} runs on that trusts nobody: MQTT over TLS with an account and a role for each part and each
 * sensor, signed plans, and Kafka over SASL_SSL. Tests look on with an account that hears everything and may say nothing.
 */
final class SecuredSite implements AutoCloseable {
    private static final List<String> DEVICES = List.of("edge-1", "edge-2", "edge-3");
    /** A stack's gateways, the second if it has two. */
    private static final Map<String, String> GATEWAYS =
            Map.of("gateway", Stack.GATEWAY, "gateway " + Stack.GATEWAY + "-2", Stack.GATEWAY + "-2");

    private static final String OPERATOR = "operators/ops";
    private static final String OBSERVER = "observer";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SecureSite site;
    private final SecureKafka kafka;
    private final Map<String, MqttLink> sensors = new HashMap<>();

    private SecuredSite(SecureSite site, SecureKafka kafka) {
        this.site = site;
        this.kafka = kafka;
    }

    static SecuredSite start(Path work, List<String> sensors) throws Exception {
        List<String> parts = new ArrayList<>(List.of("--planner", "--operator", "ops"));
        GATEWAYS.values().forEach(gateway -> parts.addAll(List.of("--gateway", gateway)));
        DEVICES.forEach(device -> parts.addAll(List.of("--device", device)));
        sensors.forEach(sensor -> parts.addAll(List.of("--sensor", sensor)));
        SecureSite site = SecureSite.start(work, SecuredSite::addObserver, parts.toArray(String[]::new));
        return new SecuredSite(site, SecureKafka.start(work, site.folder()));
    }

    /** An account with the operator's password and a role of its own. */
    private static void addObserver(Path accounts) {
        ObjectMapper json = new ObjectMapper();
        try {
            ObjectNode all = (ObjectNode) json.readTree(accounts.toFile());
            for (var account : all.withArray("clients")) {
                if (account.path("username").asText().equals("ops")) {
                    ObjectNode observer = account.deepCopy();
                    observer.put("username", OBSERVER);
                    observer.putArray("roles").addObject().put("rolename", OBSERVER);
                    all.withArray("clients").add(observer);
                    break;
                }
            }
            var rules =
                    all.withArray("roles").addObject().put("rolename", OBSERVER).putArray("acls");
            for (String topic : List.of("#", "$SYS/#")) {
                for (String right : List.of("subscribePattern", "unsubscribePattern", "publishClientReceive")) {
                    rules.addObject().put("acltype", right).put("topic", topic).put("allow", true);
                }
            }
            Files.writeString(accounts, json.writeValueAsString(all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has a stack run on these brokers, each part under its own account. */
    StackOptions secure(StackOptions options) throws IOException {
        Map<String, String> trust =
                Map.of("HYPS_PLANS_TRUSTED_KEYS", site.keys().publicFile().toString());
        Map<String, Map<String, String>> parts = new HashMap<>();
        parts.put(
                "planner",
                with(
                        "planner/planner",
                        Map.of(
                                "HYPS_PLANNER_SIGNING_KEY",
                                site.keys().privateFile().toString(),
                                "HYPS_PLANNER_BROKER_ROLES",
                                "true")));
        for (Map.Entry<String, String> gateway : GATEWAYS.entrySet()) {
            parts.put(
                    gateway.getKey(),
                    with(
                            "gateways/" + gateway.getValue(),
                            with(
                                    trust,
                                    Map.of(
                                            "HYPS_GATEWAY_KAFKA_PROPERTIES_FILE",
                                            kafka.properties().toString()))));
        }
        for (String device : DEVICES) {
            parts.put("runner " + device, with("devices/" + device, trust));
        }
        return options.withMqtt(site.url())
                .withKafka(kafka.bootstrap())
                .withSecurity(new StackSecurity(site.environment(OPERATOR), parts));
    }

    private Map<String, String> with(String part, Map<String, String> more) throws IOException {
        return with(site.environment(part), more);
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    /** Hears everything. */
    MqttLink observe() throws Exception {
        LinkOptions operator = site.options(OPERATOR, "hyps-it-" + UUID.randomUUID());
        LinkOptions.Credentials credentials = operator.credentials().orElseThrow();
        MqttLink link = MqttLink.open(
                operator.withCredentials(Optional.of(new LinkOptions.Credentials(OBSERVER, credentials.password()))));
        assertThat(link.awaitConnected(PATIENCE)).as(link.lastFailure()).isTrue();
        return link;
    }

    /** The one connection of a sensor that was named at the start. */
    MqttLink sensor(String id) throws Exception {
        MqttLink link = sensors.get(id);
        if (link == null) {
            link = site.connect("sensors/" + id, id);
            sensors.put(id, link);
        }
        return link;
    }

    /** With these mosquitto_pub is that sensor. */
    List<String> mosquittoOptions(String sensor) throws IOException {
        Path folder = site.folder().resolve("sensors").resolve(sensor);
        return List.of(
                "--cafile",
                folder.resolve("ca.crt").toString(),
                "--cert",
                folder.resolve("client.crt").toString(),
                "--key",
                folder.resolve("client.key").toString(),
                "-u",
                sensor,
                "-P",
                Files.readString(folder.resolve("password")).strip(),
                "-i",
                sensor);
    }

    Path kafkaProperties() {
        return kafka.properties();
    }

    void restartKafka() throws BrokerException {
        kafka.restart();
    }

    /** As an operator does. */
    void publish(Path plan) throws Exception {
        try (MqttLink operator = site.connect(OPERATOR, "hyps-it-operator");
                PlannerClient client = PlannerClient.open(operator, "hyps-it-operator")) {
            PlannerReply reply =
                    Publisher.of(client, new PublishListener() {}, PATIENCE).publish(PlanFolder.open(plan), Map.of());
            assertThat(reply).isInstanceOf(PlannerReply.Activated.class);
        }
    }

    @Override
    public void close() throws InterruptedException {
        sensors.values().forEach(MqttLink::close);
        kafka.close();
        site.close();
    }
}
