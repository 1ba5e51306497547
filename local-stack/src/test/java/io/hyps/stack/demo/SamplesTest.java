package io.hyps.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.stack.parts.Installation;
import org.junit.jupiter.api.Test;

final class SamplesTest {
    @Test
    void readsTheProjectsImagesWithTheirLabels() throws Exception {
        Samples samples = Samples.read(Installation.locate());

        assertThat(samples.images()).hasSize(100);
        assertThat(samples.images().get(0).label()).isEqualTo("Boot");
        assertThat(samples.images().get(0).index()).isEqualTo(9);
        assertThat(samples.imageOfFrame(205)).isEqualTo(5);
    }
}
