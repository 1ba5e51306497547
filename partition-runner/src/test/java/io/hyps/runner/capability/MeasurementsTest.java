package io.hyps.runner.capability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementsTest {
    @TempDir
    Path directory;

    @Test
    void findsWhatWasKeptUnderTheSameKeyOnly() {
        new Measurements(directory, "edge-1").keep("speed on a", 1.5);
        new Measurements(directory, "edge-1").keep("bandwidth to b", 1e6);

        assertThat(new Measurements(directory, "edge-1").find("speed on a")).contains(1.5);
        assertThat(new Measurements(directory, "edge-1").find("bandwidth to b")).contains(1e6);
        assertThat(new Measurements(directory, "edge-1").find("speed on b")).isEmpty();
        assertThat(new Measurements(directory, "edge-2").find("speed on a")).isEmpty();
    }

    @Test
    void passesOverADamagedFileAndFiguresThatCannotBe() throws Exception {
        Measurements measurements = new Measurements(directory, "edge-1");
        Files.writeString(directory.resolve("measured-edge-1.json"), "{\"figures\":{\"a\":-1,\"b\":2}}");
        assertThat(measurements.find("a")).isEmpty();
        assertThat(measurements.find("b")).contains(2.0);

        Files.writeString(directory.resolve("measured-edge-1.json"), "{\"figures\":");
        assertThat(measurements.find("b")).isEmpty();
        measurements.keep("c", 3);
        assertThat(measurements.find("c")).contains(3.0);
    }

    @Test
    void goesOnWhereNothingCanBeWritten() throws Exception {
        Path occupied = Files.writeString(directory.resolve("file"), "");

        new Measurements(occupied, "edge-1").keep("a", 1);

        assertThat(new Measurements(occupied, "edge-1").find("a")).isEmpty();
    }
}
