package io.hyps.planner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.plan.Manifest;
import io.hyps.protocol.plan.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestFileTest {
    private static final String MANIFEST =
            """
            name: small
            version: "3"
            licence: Apache-2.0
            input: {tensor: input, width: 28, height: 28, color: grey, padding: {top: 2, bottom: 2, left: 2, right: 2}}
            output: {tensor: logits, activation: softmax, labels: [a, b, c, d, e, f, g, h, i, j]}
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void copyModel() throws Exception {
        Files.copy(Path.of("src/test/resources/models/fashion_lenet5.onnx"), model());
    }

    @Test
    void findsTheManifestBesideTheModel() throws Exception {
        Files.writeString(folder.resolve("lenet.manifest.yaml"), MANIFEST);

        assertThat(plan().exitCode()).isZero();

        assertThat(planned().model().name()).isEqualTo("small");
        assertThat(planned().model().version()).isEqualTo("3");
        assertThat(planned().findManifest()).isPresent();
    }

    @Test
    void takesAManifestWithoutAnOutput() throws Exception {
        String without = MANIFEST.lines()
                .filter(line -> !line.startsWith("output"))
                .collect(Collectors.joining(System.lineSeparator()));
        Path file = Files.writeString(folder.resolve("raw.yaml"), without);

        assertThat(plan("--manifest", file).exitCode()).isZero();

        assertThat(planned().findManifest().flatMap(Manifest::findOutput)).isEmpty();
    }

    @Test
    void prefersTheManifestThatIsGiven() throws Exception {
        Files.writeString(folder.resolve("lenet.manifest.yaml"), MANIFEST);
        Path other = Files.writeString(folder.resolve("other.yaml"), MANIFEST.replace("name: small", "name: other"));

        assertThat(plan("--manifest", other).exitCode()).isZero();

        assertThat(planned().model().name()).isEqualTo("other");
    }

    @Test
    void namesAModelWithoutManifestByItsFile() throws Exception {
        assertThat(plan().exitCode()).isZero();

        assertThat(planned().model().name()).isEqualTo("lenet");
        assertThat(planned().findManifest()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: small | name: small/er | small/er",
                "tensor: input | 'tensor: input, colour: red' | unknown field 'input.colour'",
                "name: small | mame: small | field 'name' is missing",
                "tensor: input | tensor: image | the manifest's input 'image' is none of the model's: [input]",
                "tensor: logits | tensor: scores | the manifest's output 'scores' is none of the model's: [logits]",
                "tensor: logits | tensor: input | the manifest's output 'input' is none of the model's",
                "', i, j]' | ', i]' | the manifest has 9 labels",
                "', i, j]' | ', i, j, k]' | the manifest has 11 labels",
                "width: 28 | width: 30 | the manifest makes images into float32",
                "color: grey | color: rgb | the manifest makes images into float32",
                "color: grey | color: purple | purple",
                "width: 28 | width: 0 | field 'width' is 0 pixels",
                "color: grey | 'color: grey, layout: nhwc' | 'the manifest makes images into float32[1, 32, 32, 1]'",
                "color: grey | 'color: grey, type: uint8' | 'the manifest makes images into uint8[1, 1, 32, 32]'",
                "color: grey | 'color: grey, type: int64' | field 'type' is int64",
                "color: grey | 'color: grey, layout: hwc' | hwc",
                "color: grey | 'color: grey, resize: fit' | fit",
                "color: grey | 'color: grey, fill: -1' | field 'fill' is -1.0: use 0 to 255",
                "color: grey | 'color: grey, exif: no' | input.exif",
                "color: grey | 'color: grey, scale: .nan' | input.scale",
                "color: grey | 'color: grey, crop: {width: 29, height: 28}' | field 'crop' has a width of 29 pixels",
                "color: grey | 'color: grey, crop: {width: 20, height: 28}' | 'float32[1, 1, 32, 24]'",
                "licence: Apache-2.0 | licence: ~ | field 'licence' is missing",
            })
    void refusesManifestsThatAreWrong(String part, String instead, String words) throws Exception {
        Path file = Files.writeString(folder.resolve("bad.yaml"), MANIFEST.replace(part, instead));

        plan("--manifest", file).assertFailed(ExitCode.BAD_INPUT, words);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void refusesManifestsThatAreNoFilesOrEmpty() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.yaml"), "");

        plan("--manifest", folder.resolve("none.yaml"))
                .assertFailed(ExitCode.BAD_INPUT, "there is no file", "none.yaml");
        plan("--manifest", folder).assertFailed(ExitCode.BAD_INPUT, "is a folder");
        plan("--manifest", empty).assertFailed(ExitCode.BAD_INPUT, "empty.yaml: it is empty");
    }

    private Path model() {
        return folder.resolve("lenet.onnx");
    }

    private Plan planned() throws Exception {
        return PlanFolder.open(folder.resolve("out")).plan();
    }

    private CommandRun plan(Object... arguments) {
        List<Object> all = new ArrayList<>(
                List.of(model(), "--device-count", 2, "--device-memory", "1GiB", "--out", folder.resolve("out")));
        all.addAll(List.of(arguments));
        return CommandRun.of(new PlanCommand(), all.toArray());
    }
}
