package io.hyps.planner.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.onnx.ModelBuilder;
import io.hyps.planner.onnx.OnnxModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProfileCacheTest {
    @TempDir
    Path folder;

    private final List<String> steps = new ArrayList<>();
    private OnnxModel model;
    private ProfileCache cache;

    @BeforeEach
    void open() throws Exception {
        model = OnnxModel.read(ModelBuilder.gemms(8, 8, 8).write(folder.resolve("m.onnx")));
        cache = ProfileCache.of(folder.resolve("cache"));
    }

    @Test
    void measuresInPlaceOfADamagedFileAndThenNoMore() throws Exception {
        Files.createDirectories(cache.folder());
        Files.writeString(cache.folder().resolve(ProfileCache.key(model).hex() + ".json"), "{\"key\":");

        ReferenceCosts first = costs();

        assertThat(first.source()).isEqualTo("profiled");
        assertThat(steps).isNotEmpty();
        assertThat(files()).hasSize(1);
        steps.clear();

        ReferenceCosts second = costs();

        assertThat(second.profile()).isEqualTo(first.profile());
        assertThat(steps).isEmpty();
    }

    @Test
    void profileUnderAnotherModelsNameIsNotTaken() throws Exception {
        cache.keep(madeUp());
        OnnxModel other = OnnxModel.read(ModelBuilder.gemms(8, 8, 8, 8).write(folder.resolve("other.onnx")));
        Files.copy(
                files().get(0), cache.folder().resolve(ProfileCache.key(other).hex() + ".json"));

        assertThat(cache.find(model)).isPresent();
        assertThat(cache.find(other)).isEmpty();
    }

    @Test
    void keepsOneHundredProfilesAndDropsTheOldest() throws Exception {
        Files.createDirectories(cache.folder());
        for (int i = 0; i < 100; i++) {
            Path old = cache.folder().resolve(i + ".json");
            Files.writeString(old, "{}");
            Files.setLastModifiedTime(old, FileTime.fromMillis(1000L * (i + 1)));
        }

        cache.keep(madeUp());

        assertThat(files()).hasSize(100).doesNotContain(cache.folder().resolve("0.json"));
        assertThat(cache.find(model)).isPresent();
    }

    @Test
    void modelThatCannotRunHereIsEstimatedAndSaysWhy() throws Exception {
        Files.writeString(folder.resolve("file"), "in the way");

        ReferenceCosts costs = ReferenceCosts.of(
                model, ProfileCache.of(folder.resolve("file").resolve("cache")), Clock.systemUTC(), steps::add);

        assertThat(costs.source()).isEqualTo("estimated");
        assertThat(costs.reason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("cannot be profiled"));
    }

    private Profile madeUp() {
        return new Profile(
                ProfileCache.key(model),
                Machine.here(),
                "1",
                "2026-11-23T00:00:00Z",
                1,
                1,
                model.graph().nodes().stream()
                        .map(node -> new NodeProfile(node.name(), 1, 0, 0))
                        .toList(),
                model.graph().tensors().keySet().stream()
                        .map(tensor -> new TensorProfile(tensor, 1, 0, 0))
                        .toList());
    }

    private ReferenceCosts costs() {
        return ReferenceCosts.of(model, cache, Clock.systemUTC(), steps::add);
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> files = Files.list(cache.folder())) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }
}
