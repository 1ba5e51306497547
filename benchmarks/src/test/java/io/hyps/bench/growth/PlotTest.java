package io.hyps.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotTest {
    @Test
    void drawsLinesOfBothScalesIntoAnImageFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("new/plot.png");
        List<String> points = List.of("1", "10", "100");
        Plot.Axes axes = new Plot.Axes("sensors", "images a second", "ms");
        Plot.Line rate = new Plot.Line("rate", List.of(30.0, 160.0, 330.0), false);
        Plot.Line latency = new Plot.Line("latency", List.of(29.0, 53.0, 259.0), true);

        Plot.write(file, "What it costs", axes, points, List.of(rate));
        BufferedImage one = ImageIO.read(file.toFile());
        Plot.write(file, "What it costs", axes, points, List.of(rate, latency));
        BufferedImage both = ImageIO.read(file.toFile());

        assertThat(one.getWidth()).isEqualTo(both.getWidth()).isGreaterThan(700);
        assertThat(colours(both)).isGreaterThan(colours(one));
    }

    private static long colours(BufferedImage image) {
        return Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .distinct()
                .count();
    }
}
