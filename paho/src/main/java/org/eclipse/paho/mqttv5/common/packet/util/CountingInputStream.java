package org.eclipse.paho.mqttv5.common.packet.util;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Counts the bytes that Paho's packet parser takes from a stream.
 *
 * <p>Stands in for Paho's class of this name, which inherits {@link InputStream#read(byte[], int, int)} and so fetches
 * a packet's payload one byte at a time. Not thread-safe, as the original.
 */
public class CountingInputStream extends InputStream {
    private final InputStream source;
    private int counter;

    public CountingInputStream(InputStream source) {
        this.source = Objects.requireNonNull(source, "source");
    }

    @Override
    public int read() throws IOException {
        int value = source.read();
        if (value >= 0) {
            counter++;
        }
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = source.read(target, offset, length);
        if (count > 0) {
            counter += count;
        }
        return count;
    }

    @Override
    public int available() throws IOException {
        return source.available();
    }

    /** Returns the number of bytes read since construction or the last {@link #resetCounter()}. */
    public int getCounter() {
        return counter;
    }

    public void resetCounter() {
        counter = 0;
    }
}
