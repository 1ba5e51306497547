package io.hyps.it;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.hyps.stack.parts.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of ops/ can be read, and say nothing that the others, or compose.yaml, contradict. */
final class OperationsFilesTest {
    private static final Path PROJECT = Installation.locate().root();
    private static final Path OPS = PROJECT.resolve("ops");
    private static final Path SYSTEMD_ANALYZE = Path.of("/usr/bin/systemd-analyze");
    private static final Set<String> KINDS_WITHOUT_PODS =
            Set.of("Namespace", "ConfigMap", "Service", "NetworkPolicy", "Kafka", "KafkaNodePool", "KafkaTopic");

    @ParameterizedTest
    @MethodSource("yamlFiles")
    void everyYamlFileCanBeRead(Path file) throws IOException {
        assertThat(documents(file)).isNotEmpty().allMatch(JsonNode::isObject);
    }

    @ParameterizedTest
    @MethodSource("objects")
    void everyKubernetesObjectIsNamedAndInTheNamespace(JsonNode object) {
        assertThat(object.path("apiVersion").asText()).isNotEmpty();
        assertThat(object.at("/metadata/name").asText()).matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
        if (!object.path("kind").asText().equals("Namespace")) {
            assertThat(object.at("/metadata/namespace").asText()).isEqualTo("hyps");
        }
        if (!object.path("kind").asText().equals("StatefulSet")) {
            assertThat(KINDS_WITHOUT_PODS).contains(object.path("kind").asText());
        }
    }

    @ParameterizedTest
    @MethodSource("statefulSets")
    void everyStatefulSetFitsItsServiceAndItsVolumes(JsonNode set) throws IOException {
        JsonNode template = set.at("/spec/template");
        JsonNode labels = template.at("/metadata/labels");
        assertThat(set.at("/spec/selector/matchLabels")).isEqualTo(labels);
        JsonNode service = objects()
                .filter(o -> o.path("kind").asText().equals("Service"))
                .filter(o -> o.at("/metadata/name").equals(set.at("/spec/serviceName")))
                .findFirst()
                .orElseThrow();
        assertThat(service.at("/spec/selector")).isEqualTo(labels);
        Set<String> volumes = names(template.at("/spec/volumes"));
        for (JsonNode claim : set.at("/spec/volumeClaimTemplates")) {
            volumes.add(claim.at("/metadata/name").asText());
        }
        for (JsonNode container : template.at("/spec/containers")) {
            Set<String> ports = names(container.path("ports"));
            assertThat(ports)
                    .containsAll(each(service.at("/spec/ports"))
                            .map(p -> p.path("targetPort").asText())
                            .toList());
            assertThat(each(container.path("volumeMounts"))
                            .map(m -> m.path("name").asText()))
                    .allMatch(volumes::contains);
            assertThat(container.at("/readinessProbe").isMissingNode()).isFalse();
            assertThat(container.at("/livenessProbe").isMissingNode()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("statefulSets")
    void everyPodIsRestrictedAndBounded(JsonNode set) {
        JsonNode pod = set.at("/spec/template/spec");
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        for (JsonNode container : pod.path("containers")) {
            JsonNode security = container.path("securityContext");
            assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
            assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
            assertThat(container.path("image").asText())
                    .doesNotEndWith(":latest")
                    .contains(":");
        }
    }

    @Test
    void mosquittoInTheClusterIsSetAsEverywhere() throws IOException {
        String inTheCluster = objects()
                .filter(o -> o.path("kind").asText().equals("ConfigMap"))
                .map(o -> o.at("/data/mosquitto.conf").asText())
                .findFirst()
                .orElseThrow();
        assertThat(settings(inTheCluster))
                .isEqualTo(settings(Files.readString(PROJECT.resolve("mosquitto/mosquitto.conf"))));
    }

    @Test
    void systemdTakesTheUnitAsItIs(@TempDir Path work) throws Exception {
        assumeTrue(Files.isExecutable(SYSTEMD_ANALYZE), "systemd is not installed: the unit is not verified");
        String unit = Files.readString(OPS.resolve("systemd/hyps-runner.service"));
        // the program is not installed here, and systemd wants it to be there
        String runnable = unit.replace("ExecStart=/opt/hyps/runner/run", "ExecStart=/bin/true");
        assertThat(runnable).isNotEqualTo(unit);

        assertThat(verify(Files.writeString(work.resolve("hyps-runner.service"), runnable)))
                .isEmpty();
        assertThat(verify(Files.writeString(work.resolve("misspelt.service"), runnable.replace("UMask=", "UMaks="))))
                .contains("UMaks");
    }

    /** What systemd finds amiss; nothing is started. */
    private static String verify(Path unit) throws Exception {
        Process process = new ProcessBuilder(SYSTEMD_ANALYZE.toString(), "verify", unit.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.lines()
                .filter(line -> line.contains(unit.getFileName().toString()))
                .collect(joining("\n"));
    }

    @Test
    void everyAlertSaysWhatToDo() throws IOException {
        List<JsonNode> rules = each(documents(OPS.resolve("prometheus/alerts.yaml"))
                        .get(0)
                        .at("/groups/0/rules"))
                .toList();
        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.path("alert").asText()).startsWith("Hyps");
            assertThat(rule.path("expr").asText()).isNotEmpty();
            assertThat(rule.at("/labels/severity").asText()).isIn("warning", "critical");
            assertThat(rule.at("/annotations/summary").asText()).isNotEmpty();
            assertThat(rule.at("/annotations/action").asText()).isNotEmpty();
        });
    }

    @Test
    void theDashboardsPanelsAskAndDoNotOverlap() throws IOException {
        JsonNode dashboard =
                new ObjectMapper().readTree(OPS.resolve("grafana/hyps.json").toFile());
        List<JsonNode> panels = each(dashboard.path("panels")).toList();
        assertThat(panels)
                .filteredOn(p -> !p.path("type").asText().equals("row"))
                .hasSizeGreaterThan(10)
                .allSatisfy(p -> assertThat(p.at("/targets/0/expr").asText()).isNotEmpty());
        Set<String> cells = new TreeSet<>();
        for (JsonNode panel : panels) {
            JsonNode at = panel.path("gridPos");
            for (int x = at.path("x").asInt();
                    x < at.path("x").asInt() + at.path("w").asInt();
                    x++) {
                for (int y = at.path("y").asInt();
                        y < at.path("y").asInt() + at.path("h").asInt();
                        y++) {
                    assertThat(cells.add(x + "/" + y))
                            .as(panel.path("title").asText())
                            .isTrue();
                    assertThat(x).isLessThan(24);
                }
            }
        }
    }

    static Stream<Path> yamlFiles() throws IOException {
        try (Stream<Path> files = Files.walk(OPS)) {
            return Stream.concat(
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream(),
                    Stream.of(PROJECT.resolve("compose.yaml")));
        }
    }

    static Stream<JsonNode> objects() throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        for (Path file :
                yamlFiles().filter(f -> f.startsWith(OPS.resolve("kubernetes"))).toList()) {
            objects.addAll(documents(file));
        }
        return objects.stream();
    }

    static Stream<JsonNode> statefulSets() throws IOException {
        return objects().filter(o -> o.path("kind").asText().equals("StatefulSet"));
    }

    private static List<JsonNode> documents(Path file) throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        try (MappingIterator<JsonNode> documents =
                yaml.readerFor(JsonNode.class).readValues(file.toFile())) {
            return documents.readAll();
        }
    }

    private static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static Set<String> names(JsonNode list) {
        Set<String> names = new TreeSet<>();
        list.forEach(entry -> names.add(entry.path("name").asText()));
        return names;
    }

    /** Without comments, order and the place of its data, which is the image's. */
    private static Set<String> settings(String configuration) {
        Set<String> settings = new TreeSet<>();
        configuration
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("persistence_location"))
                .forEach(settings::add);
        return settings;
    }
}
