package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hyps.stack.parts.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the programs are made of: the CycloneDX bill of materials and the list of licences that the build writes with
 * {@code -Psupply-chain}.
 */
final class SupplyChainTest {
    private static final String OURS = "io.hyps";

    /** What runs on devices, in gateways and planners, and the property of the parent pom that fixes it. */
    private static final Map<String, String> MAIN_DEPENDENCIES = Map.of(
            "com.microsoft.onnxruntime:onnxruntime", "onnxruntime.version",
            "org.apache.kafka:kafka-clients", "kafka.version",
            "org.apache.activemq:artemis-server", "artemis.version",
            "com.google.protobuf:protobuf-java", "protobuf.version",
            "io.quarkus:quarkus-core", "quarkus.version",
            "io.cloudevents:cloudevents-kafka", "cloudevents.version",
            "info.picocli:picocli", "picocli.version",
            "com.nimbusds:nimbus-jose-jwt", "nimbus-jose-jwt.version",
            "org.eclipse.elk:org.eclipse.elk.alg.layered", "elk.version");

    @Test
    void namesEveryMainDependencyInTheVersionThatIsBuiltWith() throws IOException {
        Map<String, String> versions = new TreeMap<>();
        components().forEach(c -> versions.put(coordinates(c), c.path("version").asText()));
        String pom = Files.readString(Installation.locate().root().resolve("pom.xml"));

        assertThat(MAIN_DEPENDENCIES).allSatisfy((dependency, property) -> assertThat(versions)
                .containsEntry(dependency, property(pom, property)));
        assertThat(versions)
                .containsKeys(
                        OURS + ":hyps-paho",
                        OURS + ":hyps-protocol",
                        OURS + ":hyps-planner",
                        OURS + ":hyps-partition-runner",
                        OURS + ":hyps-gateway");
    }

    @Test
    void everyPartComesUnderTermsThatAreAllowed() throws IOException {
        assertThat(components()).hasSizeGreaterThan(200).allSatisfy(component -> assertThat(
                        Licences.allow(component.path("group").asText(), licences(component)))
                .as(component.path("purl").asText() + " comes under " + licences(component))
                .isTrue());
    }

    @Test
    void everyPartOfOthersIsAReleaseWithADigest() throws IOException {
        assertThat(components())
                .filteredOn(component -> !component.path("group").asText().equals(OURS))
                .allSatisfy(component -> {
                    assertThat(component.path("version").asText()).isNotEmpty().doesNotEndWith("-SNAPSHOT");
                    assertThat(component.path("hashes").findValuesAsText("alg"))
                            .as(component.path("purl").asText())
                            .contains("SHA-256");
                });
    }

    @Test
    void theListOfLicencesNamesTheSameParts() throws IOException {
        String list = Files.readString(folder().resolve("hyps-licences.txt"));

        assertThat(list).doesNotContain("Unknown license");
        assertThat(components())
                .filteredOn(component -> !component.path("group").asText().equals(OURS))
                .allSatisfy(component -> assertThat(list)
                        .contains("(" + coordinates(component) + ":"
                                + component.path("version").asText() + " - "));
    }

    @ParameterizedTest
    @CsvSource({
        "org.example, Apache-2.0, true",
        "org.example, GPL-2.0-with-classpath-exception|EPL-2.0, true",
        "org.example, AGPL-3.0-only, false",
        "org.example, BSD-4-Clause, false",
        "org.jline, BSD-4-Clause, true",
        "org.graalvm.sdk, UPL-1.0, true",
        "org.example, UPL-1.0, false",
        "org.example, Whatever, false"
    })
    void takesOnlyTermsThatItKnows(String group, String names, boolean allowed) {
        assertThat(Licences.allow(group, List.of(names.split("\\|")))).isEqualTo(allowed);
        assertThat(Licences.allow(group, List.of())).isFalse();
    }

    private static Path folder() {
        String folder = System.getProperty("hyps.supply-chain", "");
        assumeFalse(folder.isEmpty(), "written and checked with -Psupply-chain");
        return Path.of(folder);
    }

    private static List<JsonNode> components() throws IOException {
        JsonNode bill =
                new ObjectMapper().readTree(folder().resolve("hyps-sbom.json").toFile());
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        return StreamSupport.stream(bill.path("components").spliterator(), false)
                .toList();
    }

    private static String coordinates(JsonNode component) {
        return component.path("group").asText() + ":" + component.path("name").asText();
    }

    private static List<String> licences(JsonNode component) {
        List<String> names = new ArrayList<>();
        for (JsonNode choice : component.path("licenses")) {
            JsonNode licence = choice.path("license");
            names.add(licence.path("id").asText(licence.path("name").asText()));
        }
        return names;
    }

    private static String property(String pom, String name) {
        Matcher matcher =
                Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<").matcher(pom);
        assertThat(matcher.find()).as(name).isTrue();
        return matcher.group(1);
    }
}
