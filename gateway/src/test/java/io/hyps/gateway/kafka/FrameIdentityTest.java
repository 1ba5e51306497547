package io.hyps.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.RecordEquality;
import org.junit.jupiter.api.Test;

class FrameIdentityTest {
    @Test
    void isOfTheSensorAndItsIdAlone() {
        assertThat(FrameIdentity.of("cam-1", "7")).isEqualTo(FrameIdentity.of("cam-1", "7"));
        assertThat(FrameIdentity.of("cam-1", "7")).isNotEqualTo(FrameIdentity.of("cam-17", ""));
    }

    @Test
    void isEqualIfAllOfItIs() throws Exception {
        RecordEquality.verify(FrameIdentity.of("cam-1", "7"));
    }
}
