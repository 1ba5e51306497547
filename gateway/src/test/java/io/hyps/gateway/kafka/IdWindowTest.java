package io.hyps.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.frame.FrameId;
import org.junit.jupiter.api.Test;

class IdWindowTest {
    private final IdWindow window = new IdWindow(2);

    @Test
    void keepsTheFirstFrameOfAnId() {
        FrameId first = FrameId.create();
        window.enter(0, FrameIdentity.of("cam-1", "7"), first);

        assertThat(window.enter(1, FrameIdentity.of("cam-1", "7"), FrameId.create()))
                .isEqualTo(first);
        assertThat(window.size()).isEqualTo(1);
    }

    @Test
    void forgetsTheOldestOfAPartitionOnly() {
        window.enter(0, FrameIdentity.of("cam-1", "1"), FrameId.create());
        window.enter(0, FrameIdentity.of("cam-1", "2"), FrameId.create());
        window.enter(1, FrameIdentity.of("cam-2", "1"), FrameId.create());
        window.enter(0, FrameIdentity.of("cam-1", "3"), FrameId.create());

        assertThat(window.find(FrameIdentity.of("cam-1", "1"))).isEmpty();
        assertThat(window.find(FrameIdentity.of("cam-1", "2"))).isPresent();
        assertThat(window.find(FrameIdentity.of("cam-2", "1"))).isPresent();
    }

    @Test
    void tellsSensorAndIdApartWhateverTheirLetters() {
        assertThat(FrameIdentity.of("cam-1", "17")).isNotEqualTo(FrameIdentity.of("cam-11", "7"));
    }
}
