package io.hyps.planner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hyps.planner.PlanRequest;
import io.hyps.planner.Planner;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import io.hyps.protocol.Payload;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AclCommandTest {
    private static final Path LENET = Path.of("src/test/resources/models/fashion_lenet5.onnx");
    private static final String PASSWORD = "0123456789abcdef";

    @TempDir
    Path folder;

    private final InMemoryBroker broker = new InMemoryBroker();

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void printsTheRolesOfAPlanThatIsNotPublished() throws Exception {
        JsonNode commands = acl("--plan", plan(), "--bind", "d0=edge-1", "--epoch", "2-7")
                .json(ExitCode.DONE)
                .get("commands");

        assertThat(commands).hasSize(2);
        assertThat(commands.findValuesAsText("command")).containsOnly("modifyRole");
        assertThat(commands.findValuesAsText("rolename")).containsExactly("hyps-device-d1", "hyps-device-edge-1");
        assertThat(topics(commands.get(1))).anyMatch(topic -> topic.startsWith("hyps/v1/models/fashion_lenet5/2-7/"));
        assertThat(commands.get(1).get("acls"))
                .allMatch(rule -> rule.get("allow").asBoolean());
        assertThat(topics(commands.get(1))).noneMatch(topic -> topic.contains("/devices/d1/"));
    }

    @Test
    void printsTheAccountsOfASiteWithoutTheirPasswords() throws Exception {
        CommandRun run = acl("--plan", plan(), "--site", site("planner/planner", "devices/edge-1", "sensors/cam-1"));

        JsonNode commands = run.json(ExitCode.DONE).get("commands");
        assertThat(run.out()).doesNotContain(PASSWORD);
        assertThat(commands.findValuesAsText("username")).containsExactly("planner", "edge-1", "cam-1");
        assertThat(commands.findValuesAsText("clientid")).containsExactly("hyps-runner-edge-1", "cam-1");
    }

    @Test
    void hasThemCarriedOutAndTellsWhatThePluginRefused() throws Exception {
        Path site = site("planner/planner", "devices/edge-1");
        List<JsonNode> heard = plugin(Map.of("createRole", "Role already exists", "createClient", "Internal error"));

        CommandRun run = acl("--site", site, "--apply");

        assertThat(run.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.number());
        assertThat(run.out()).contains("4 of 6 commands carried out");
        assertThat(run.err()).contains("createClient edge-1: Internal error").doesNotContain("createRole", PASSWORD);
        assertThat(heard.get(0).findValuesAsText("password")).containsOnly(PASSWORD);
    }

    @Test
    void writesWhatThePluginStartsFromOnceAndForItsOwner() throws Exception {
        Path site = site("planner/planner", "devices/edge-1");
        Files.createDirectories(site.resolve("broker"));

        CommandRun run = acl("init", site);

        assertThat(run.exitCode()).as(run.err()).isZero();
        Path file = site.resolve("broker/dynamic-security.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        JsonNode written = new ObjectMapper().readTree(file.toFile());
        assertThat(written.toString()).doesNotContain(PASSWORD);
        assertThat(StreamSupport.stream(written.get("defaultACLAccess").spliterator(), false))
                .hasSize(4)
                .noneMatch(JsonNode::asBoolean);
        assertThat(written.get("clients")).hasSize(2);
        acl("init", site).assertRefused(ExitCode.BAD_INPUT, "dynamic-security.json");
    }

    @Test
    void saysWhatASiteLacks() throws Exception {
        acl("init", folder).assertRefused(ExitCode.BAD_INPUT, "mosquitto/site");
        acl("init", site("devices/edge-1")).assertRefused(ExitCode.BAD_INPUT, "no planner", "--planner");
        acl("--plan", plan(), "--bind", "d7=edge-1").assertRefused(ExitCode.BAD_INPUT, "the plan's devices are");
    }

    private CommandRun acl(Object... arguments) {
        return CommandRun.of(new AclCommand(Brokers.on(broker)), arguments);
    }

    private static List<String> topics(JsonNode command) {
        return command.get("acls").findValuesAsText("topic");
    }

    private Path plan() throws Exception {
        Path out = folder.resolve("plan");
        List<DeviceSpec> devices = List.of(new DeviceSpec("d0", 1 << 30, 1, 0), new DeviceSpec("d1", 1 << 30, 1, 0));
        Planner.create().plan(PlanRequest.of(LENET, devices, Objective.MEMORY, out));
        return out;
    }

    private Path site(String... parts) throws IOException {
        Path site = folder.resolve("site");
        for (String part : parts) {
            Files.createDirectories(site.resolve(part));
            Files.writeString(site.resolve(part).resolve("password"), PASSWORD + "\n");
        }
        return site;
    }

    /** Answers as Mosquitto's plugin does. */
    private List<JsonNode> plugin(Map<String, String> errors) {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> heard = new CopyOnWriteArrayList<>();
        MqttLink link = broker.connect("plugin");
        link.subscribe("$CONTROL/dynamic-security/v1", delivery -> {
            try {
                JsonNode asked = mapper.readTree(delivery.message().payload().array());
                heard.add(asked);
                List<Object> answers = StreamSupport.stream(
                                asked.get("commands").spliterator(), false)
                        .<Object>map(command -> {
                            String name = command.get("command").asText();
                            String correlation = command.get("correlationData").asText();
                            String error = errors.get(name);
                            return error == null
                                    ? Map.of("command", name, "correlationData", correlation)
                                    : Map.of("command", name, "correlationData", correlation, "error", error);
                        })
                        .toList();
                byte[] answer = mapper.writeValueAsBytes(Map.of("responses", answers));
                CompletableFuture<Void> unused = CompletableFuture.runAsync(() -> answer(link, answer));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            delivery.acknowledge();
        });
        return heard;
    }

    private static void answer(MqttLink link, byte[] answer) {
        try {
            CompletableFuture<?> unused =
                    link.publish(Publication.of("$CONTROL/dynamic-security/v1/response", Payload.of(answer)));
        } catch (LinkException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
