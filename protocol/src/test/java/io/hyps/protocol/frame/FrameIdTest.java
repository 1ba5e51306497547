package io.hyps.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FrameIdTest {
    private static final FrameId ID = FrameId.parse("0192f3a4-5b6c-7d8e-9f01-23456789abcd");
    private static final long VECTOR_CRC = 0x9222ba75L;

    @Test
    void hasTheBytesOfItsTextInNetworkOrder() {
        assertThat(HexFormat.of().formatHex(ID.toBytes())).isEqualTo("0192f3a45b6c7d8e9f0123456789abcd");
        assertThat(FrameId.ofBytes(ID.toBytes())).isEqualTo(ID);
        assertThat(FrameId.parse(ID.toString())).isEqualTo(ID);
    }

    /** The vector that docs/protocol.md gives to those who write this in another language. */
    @Test
    void isOnTheShardThatTheDocumentSays() {
        assertThat(crc()).isEqualTo(VECTOR_CRC);
        assertThat(ID.shard(1)).isZero();
        assertThat(ID.shard(4)).isEqualTo(1);
        assertThat(ID.shard(12)).isEqualTo(9);
    }

    @Test
    void newOnesSortByTime() {
        assertThat(FrameId.create().uuid().version()).isEqualTo(7);
        assertThat(FrameId.create().toString()).isLessThan(FrameId.create().toString());
    }

    @Test
    void refusesWhatIsNone() {
        assertThatThrownBy(() -> FrameId.parse("x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FrameId.ofBytes(new byte[17])).hasMessageContaining("17");
        assertThatThrownBy(() -> ID.shard(0)).hasMessageContaining("at least one shard");
    }

    private static long crc() {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(ID.toBytes());
        return crc.getValue();
    }
}
