package io.hyps.runner.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FillerTest {
    @TempDir
    Path directory;

    private final Filler filler = Filler.start(false);
    private Optional<Path> file = Optional.empty();

    @BeforeEach
    void write() throws IOException {
        file = Optional.of(Files.write(directory.resolve("weights"), new byte[] {1, 2, 3}));
    }

    @AfterEach
    void close() {
        filler.close();
    }

    @Test
    void tellsWhoWaitsOfWhateverFailsAndGoesOn() throws Exception {
        Filler.Weights unwritable = new Filler.Weights(
                file, new Region(0, 3), ByteBuffer.allocate(3).asReadOnlyBuffer());
        Filler.Weights missing =
                new Filler.Weights(Optional.of(directory.resolve("none")), new Region(3, 3), ByteBuffer.allocate(3));
        Filler.Weights good = new Filler.Weights(file, new Region(6, 3), ByteBuffer.allocate(3));

        filler.want(List.of(unwritable, missing, good));

        assertThat(filler.await(good)).isEqualTo(1);
        assertThat(good.memory().array()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> filler.await(unwritable)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> filler.await(missing)).isInstanceOf(IOException.class);
    }
}
