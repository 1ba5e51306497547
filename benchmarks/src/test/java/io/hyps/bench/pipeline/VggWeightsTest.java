package io.hyps.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.planner.onnx.BadModelException;
import io.hyps.stack.parts.Installation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VggWeightsTest {
    @Test
    void refusesAModelWithOtherLayersAndWritesNothing(@TempDir Path folder) {
        Path file = folder.resolve("weights.f32");
        Path other = Installation.locate().demoModel();

        assertThatThrownBy(() -> VggWeights.write(other, file))
                .isInstanceOf(BadModelException.class)
                .hasMessageContaining("is not VGG16")
                .hasMessageContaining("--python");
        assertThat(file).doesNotExist();
    }
}
