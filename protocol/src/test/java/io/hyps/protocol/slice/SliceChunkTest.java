package io.hyps.protocol.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.wire.WireSliceChunk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class SliceChunkTest {
    private static final Sha256 FILE = Sha256.of(new byte[0]);

    @Property
    void comesThroughUnchanged(
            @ForAll @Size(min = 1, max = 100) byte[] bytes, @ForAll @LongRange(max = 1L << 40) long offset)
            throws MalformedMessageException {
        SliceChunk.Range range = new SliceChunk.Range(FILE, offset, offset + bytes.length + 7, ByteBuffer.wrap(bytes));

        assertThat(SliceChunk.decode(range.encode())).isEqualTo(range);
    }

    @Property(tries = 500)
    void isRefusedWhenItsBytesAreCorrupt(
            @ForAll @Size(min = 1, max = 50) byte[] bytes,
            @ForAll @IntRange(max = 1000) int at,
            @ForAll @IntRange(max = 7) int bit) {
        byte[] payload = new SliceChunk.Range(FILE, 0, bytes.length, ByteBuffer.wrap(bytes)).encode();
        // the data is the payload's end
        payload[payload.length - 1 - at % bytes.length] ^= (byte) (1 << bit);

        assertThatThrownBy(() -> SliceChunk.decode(payload))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("do not match their CRC32C")
                .hasMessageContaining(FILE.hex());
    }

    @Property
    void isEitherReadOrRefusedInOneLineWhateverTheBytes(@ForAll byte[] bytes) {
        try {
            assertThat(SliceChunk.decode(bytes)).isNotNull();
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        }
    }

    @Example
    void saysWhyThereIsNoData() throws MalformedMessageException {
        SliceChunk.Unavailable unavailable = new SliceChunk.Unavailable(FILE, 4096, "not in the store");

        assertThat(SliceChunk.decode(unavailable.encode())).isEqualTo(unavailable);
    }

    @Example
    void checksumIsThatOfTheStandard() throws Exception {
        byte[] bytes = "123456789".getBytes(StandardCharsets.US_ASCII);

        byte[] payload = new SliceChunk.Range(FILE, 0, 9, ByteBuffer.wrap(bytes)).encode();

        assertThat(WireSliceChunk.parseFrom(payload).getCrc32C()).isEqualTo(0xe3069283);
    }

    @Example
    void refusesARangeOutsideItsFile() {
        WireSliceChunk.Builder wire = WireSliceChunk.newBuilder()
                .setSha256(FILE.hex())
                .setOffset(5)
                .setTotalBytes(10)
                .setData(ByteString.copyFromUtf8("123456789"))
                .setCrc32C(0xe3069283);

        assertRefusal(wire, "bytes 5 to 14 are not a range of a file of 10 bytes");
        assertRefusal(wire.clone().setOffset(-1), "are not a range");
        assertRefusal(wire.clone().setOffset(Long.MAX_VALUE), "are not a range");
        assertRefusal(wire.clone().clearData().setCrc32C(0), "are not a range");
        assertRefusal(wire.clone().setSha256("ABC"), "is not a SHA-256");
    }

    @Example
    void requestRefusesAWindowThatIsNone() {
        assertThatThrownBy(() -> new SliceRequest(FILE, 0, 0)).hasMessageContaining("field 'length' is 0");
        assertThatThrownBy(() -> new SliceRequest(FILE, 0, SliceRequest.LARGEST_BYTES + 1))
                .hasMessageContaining("use 1 to 1048576");
        assertThatThrownBy(() -> new SliceRequest(FILE, -1, 1)).hasMessageContaining("'offset' is negative");
    }

    private static void assertRefusal(WireSliceChunk.Builder wire, String reason) {
        assertThatThrownBy(() -> SliceChunk.decode(wire.build().toByteArray()))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(reason);
    }
}
