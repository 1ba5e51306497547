package org.eclipse.paho.mqttv5.client.wire;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import org.eclipse.paho.mqttv5.client.internal.MqttState;
import org.eclipse.paho.mqttv5.common.ExceptionHelper;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttDataTypes;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;

/**
 * Reads packets from a socket.
 *
 * <p>Stands in for Paho's class of this name, which asks the system for each packet's first bytes one by one and puts a
 * message's payload into three arrays one after another. Here small packets come many at a time, and the payload of a large
 * message goes from the socket to the array which the application gets. Used by one thread, as the original.
 */
public class MqttInputStream extends InputStream {
    private static final int INVALID_MESSAGE = 32_108;
    private static final int PACKET_TOO_LARGE = 51_001;

    /** Smaller packets are not worth the trouble. */
    private static final int LARGE = 16 * 1024;

    private static final int LARGEST_LENGTH_FIELD = 4;
    private static final int CONTINUES = 0x80;
    private static final int DUPLICATE = 0x08;
    private static final int RETAINED = 0x01;

    private final MqttState state;
    private final InputStream socket;
    private final byte[] ahead = new byte[LARGE];
    private int next;
    private int end;

    public MqttInputStream(MqttState state, InputStream socket, String logContext) {
        this.state = state;
        this.socket = socket;
    }

    @Override
    public int read() throws IOException {
        return next < end || fill() ? ahead[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (next == end) {
            if (length >= ahead.length) {
                return socket.read(target, offset, length);
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, end - next);
        System.arraycopy(ahead, next, target, offset, count);
        next += count;
        return count;
    }

    @Override
    public int available() throws IOException {
        return next < end ? end - next : socket.available();
    }

    /** Waits for more; false at the end. */
    private boolean fill() throws IOException {
        int count = socket.read(ahead, 0, ahead.length);
        next = 0;
        end = Math.max(0, count);
        return count > 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The next packet; null if none begins before the socket's timeout, or a {@link PacketTap} has taken it. */
    public MqttWireMessage readMqttWireMessage() throws IOException, MqttException {
        MqttWireMessage packet = readPacket();
        return packet != null && isTaken(packet) ? null : packet;
    }

    /** Paho hangs up over an IOException; anything else would end its thread and leave the connection standing. */
    private boolean isTaken(MqttWireMessage packet) throws IOException {
        try {
            return socket instanceof PacketTap tap && tap.take(packet);
        } catch (RuntimeException | Error e) {
            throw new IOException("a packet cannot be taken: " + e, e);
        }
    }

    private MqttWireMessage readPacket() throws IOException, MqttException {
        int first;
        try {
            first = read();
        } catch (SocketTimeoutException none) {
            return null;
        }
        if (first < 0) {
            throw new EOFException();
        }
        byte type = (byte) (first >>> 4);
        if (type < MqttWireMessage.MESSAGE_TYPE_CONNECT || type > MqttWireMessage.MESSAGE_TYPE_AUTH) {
            throw ExceptionHelper.createMqttException(INVALID_MESSAGE);
        }
        MqttWireMessage.validateReservedBits(type, (byte) (first & 0x0f));
        int length = readLength();
        byte[] lengthField = MqttWireMessage.encodeVariableByteInteger(length);
        Long largest = state.getIncomingMaximumPacketSize();
        if (largest != null && 1L + lengthField.length + length > largest) {
            throw ExceptionHelper.createMqttException(PACKET_TOO_LARGE);
        }
        state.notifyReceivedBytes(1 + lengthField.length);
        boolean direct = type == MqttWireMessage.MESSAGE_TYPE_PUBLISH && (first & DUPLICATE) == 0 && length >= LARGE;
        return direct ? readLargePublish(first, length) : readWhole(first, lengthField, length);
    }

    private MqttWireMessage readWhole(int first, byte[] lengthField, int length) throws IOException, MqttException {
        byte[] packet = new byte[1 + lengthField.length + length];
        packet[0] = (byte) first;
        System.arraycopy(lengthField, 0, packet, 1, lengthField.length);
        readFully(packet, 1 + lengthField.length, packet.length);
        return MqttWireMessage.createWireMessage(packet);
    }

    /** Parses what stands before the payload as Paho does, then reads the payload to where it stays. */
    private MqttWireMessage readLargePublish(int first, int length) throws IOException, MqttException {
        byte[] start = new byte[LARGE];
        readFully(start, 0, start.length);
        int headLength = headLength(start, (first >> 1 & 3) > 0);
        if (headLength > start.length) {
            // so many properties are no tensor's: all of it the usual way
            byte[] body = new byte[length];
            System.arraycopy(start, 0, body, 0, start.length);
            readFully(body, start.length, length);
            return new MqttPublish((byte) (first & 0x0f), body);
        }
        byte[] head = new byte[headLength];
        System.arraycopy(start, 0, head, 0, headLength);
        MqttPublish parsed = new MqttPublish((byte) (first & 0x0f), head);
        byte[] payload = new byte[length - headLength];
        System.arraycopy(start, headLength, payload, 0, start.length - headLength);
        readFully(payload, start.length - headLength, payload.length);
        MqttMessage message = new MqttMessage(payload, first >> 1 & 3, (first & RETAINED) != 0, parsed.getProperties());
        MqttPublish publish = new MqttPublish(parsed.getTopicName(), message, parsed.getProperties());
        publish.setMessageId(parsed.getMessageId());
        return publish;
    }

    /** Of topic, packet identifier and properties; more than the array has if they go beyond it. */
    private static int headLength(byte[] start, boolean identified) throws IOException {
        int topic = Short.BYTES + ((start[0] & 0xff) << Byte.SIZE | start[1] & 0xff);
        int properties = topic + (identified ? Short.BYTES : 0);
        if (properties + LARGEST_LENGTH_FIELD > start.length) {
            return Integer.MAX_VALUE;
        }
        DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(start, properties, start.length - properties));
        int before = in.available();
        int length = MqttDataTypes.readVariableByteInteger(in).getValue();
        return properties + before - in.available() + length;
    }

    private int readLength() throws IOException, MqttException {
        int length = 0;
        byte[] one = new byte[1];
        for (int i = 0; i < LARGEST_LENGTH_FIELD; i++) {
            readFully(one, 0, 1);
            length |= (one[0] & ~CONTINUES & 0xff) << 7 * i;
            if ((one[0] & CONTINUES) == 0) {
                return length;
            }
        }
        throw ExceptionHelper.createMqttException(INVALID_MESSAGE);
    }

    /** A packet that has begun is read to its end, however long the network pauses; closing the socket ends it. */
    private void readFully(byte[] target, int from, int to) throws IOException {
        int at = from;
        while (at < to) {
            try {
                int count = read(target, at, to - at);
                if (count < 0) {
                    throw new EOFException();
                }
                at += count;
                state.notifyReceivedBytes(count);
            } catch (SocketTimeoutException stillComing) {
                at += stillComing.bytesTransferred;
            }
        }
    }
}
