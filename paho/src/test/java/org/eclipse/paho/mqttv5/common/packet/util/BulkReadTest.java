package org.eclipse.paho.mqttv5.common.packet.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.wire.MqttInputStream;
import org.junit.jupiter.api.Test;

class BulkReadTest {
    private static final byte[] BYTES = new byte[100_000];

    static {
        new Random(1).nextBytes(BYTES);
    }

    @Test
    void pahoIsLoadedWithOurStreamClasses() throws IOException {
        URL paho = MqttAsyncClient.class.getProtectionDomain().getCodeSource().getLocation();

        for (Class<?> stream :
                List.of(CountingInputStream.class, MultiByteArrayInputStream.class, MqttInputStream.class)) {
            String resource = stream.getName().replace('.', '/') + ".class";
            assertThat(stream.getProtectionDomain().getCodeSource().getLocation())
                    .isEqualTo(paho);
            assertThat(Collections.list(stream.getClassLoader().getResources(resource)))
                    .as("copies of " + resource + " on the class path")
                    .hasSize(1);
            assertThat(List.of(stream.getDeclaredMethods()))
                    .extracting(m -> m.getName() + m.getParameterCount())
                    .contains("read3");
        }
    }

    @Test
    void countingStreamReadsInBulk() throws IOException {
        ReadCounter source = new ReadCounter();
        CountingInputStream counting = new CountingInputStream(source);
        byte[] read = new byte[BYTES.length];

        new DataInputStream(counting).readFully(read);

        assertThat(read).isEqualTo(BYTES);
        assertThat(counting.getCounter()).isEqualTo(BYTES.length);
        assertThat(source.bulkReads).isEqualTo(1);
        assertThat(source.singleReads).isZero();
    }

    @Test
    void countingStreamCountsSingleBytesAndNoEnd() throws IOException {
        CountingInputStream counting = new CountingInputStream(new ByteArrayInputStream(new byte[] {7, (byte) 0xff}));

        assertThat(counting.read()).isEqualTo(7);
        assertThat(counting.read()).isEqualTo(0xff);
        assertThat(counting.read()).isEqualTo(-1);
        assertThat(counting.read(new byte[4], 0, 4)).isEqualTo(-1);
        assertThat(counting.getCounter()).isEqualTo(2);
        counting.resetCounter();
        assertThat(counting.getCounter()).isZero();
    }

    @Test
    void twoArrayStreamReadsInBulkAcrossTheSeam() throws IOException {
        MultiByteArrayInputStream stream = new MultiByteArrayInputStream(BYTES, 10, 1000, BYTES, 2000, 50_000);
        byte[] read = new byte[51_000];

        assertThat(stream.available()).isEqualTo(51_000);
        assertThat(stream.read()).isEqualTo(BYTES[10] & 0xff);
        int first = stream.read(read, 1, read.length - 1);
        assertThat(first).isEqualTo(999);
        new DataInputStream(stream).readFully(read, 1000, 50_000);

        assertThat(read).containsSequence(java.util.Arrays.copyOfRange(BYTES, 11, 1010));
        assertThat(java.util.Arrays.copyOfRange(read, 1000, 51_000))
                .isEqualTo(java.util.Arrays.copyOfRange(BYTES, 2000, 52_000));
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(stream.read(read, 0, 1)).isEqualTo(-1);
        assertThat(stream.read(read, 0, 0)).isZero();
    }

    /** Gives {@link #BYTES} and counts how it is asked. */
    private static final class ReadCounter extends InputStream {
        private final InputStream bytes = new ByteArrayInputStream(BYTES);
        private int singleReads;
        private int bulkReads;

        @Override
        public int read() throws IOException {
            singleReads++;
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            bulkReads++;
            return bytes.read(target, offset, length);
        }
    }
}
