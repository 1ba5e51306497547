package org.eclipse.paho.mqttv5.common.packet.util;

import java.io.InputStream;
import java.util.Objects;

/**
 * Reads a range of one byte array and then a range of another: a packet's header and its payload.
 *
 * <p>Stands in for Paho's class of this name, which serves one byte a call. Not thread-safe, as the original.
 */
public class MultiByteArrayInputStream extends InputStream {
    private final byte[] head;
    private final int headOffset;
    private final int headLength;
    private final byte[] tail;
    private final int tailOffset;
    private final int tailLength;
    private int position;

    public MultiByteArrayInputStream(
            byte[] head, int headOffset, int headLength, byte[] tail, int tailOffset, int tailLength) {
        this.head = head;
        this.headOffset = headOffset;
        this.headLength = headLength;
        this.tail = tail;
        this.tailOffset = tailOffset;
        this.tailLength = tailLength;
    }

    @Override
    public int read() {
        if (available() == 0) {
            return -1;
        }
        int at = position++;
        byte value = at < headLength ? head[headOffset + at] : tail[tailOffset + at - headLength];
        return value & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (available() == 0) {
            return -1;
        }
        int count;
        if (position < headLength) {
            count = Math.min(length, headLength - position);
            System.arraycopy(head, headOffset + position, target, offset, count);
        } else {
            int at = position - headLength;
            count = Math.min(length, tailLength - at);
            System.arraycopy(tail, tailOffset + at, target, offset, count);
        }
        position += count;
        return count;
    }

    @Override
    public int available() {
        return headLength + tailLength - position;
    }
}
