package io.hyps.gateway.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ByteRoomTest {
    private final ByteRoom room = new ByteRoom(10 * 1024);

    @Test
    void takesWhatFitsUntilItIsGivenBack() throws InterruptedException {
        ByteRoom.Share first = room.take(8_000, Duration.ZERO).orElseThrow();
        assertThat(room.take(8_000, Duration.ZERO)).isEmpty();

        first.giveBack();

        assertThat(room.take(8_000, Duration.ZERO)).isPresent();
    }

    @Test
    void letsAnImageThatIsTooLargeHaveAllToItself() throws InterruptedException {
        ByteRoom.Share all = room.take(1_000_000, Duration.ZERO).orElseThrow();
        assertThat(room.take(1, Duration.ZERO)).isEmpty();

        all.giveBack();

        assertThat(room.take(1, Duration.ZERO)).isPresent();
    }
}
