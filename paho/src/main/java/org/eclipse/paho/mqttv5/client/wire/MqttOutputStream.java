package org.eclipse.paho.mqttv5.client.wire;

import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.paho.mqttv5.client.internal.MqttState;
import org.eclipse.paho.mqttv5.common.ExceptionHelper;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;

/**
 * Writes packets to a socket.
 *
 * <p>Stands in for Paho's class of this name, which copies every payload in pieces of 1 KiB through a buffer of 8 KiB: a
 * system call for each. Here the header goes out together with the payload's beginning, the rest from where it lies. Packets
 * may be written by several threads; a {@link PacketOutlet} below hears of this stream.
 */
public class MqttOutputStream extends OutputStream {
    /** What goes to the socket at once: about what the JDK hands to the kernel in one call. */
    private static final int PIECE = 128 * 1024;

    private static final int PACKET_TOO_LARGE = 51_002;

    private final MqttState state;
    private final OutputStream socket;
    private final byte[] buffer = new byte[16 * 1024];
    private int buffered;

    public MqttOutputStream(MqttState state, OutputStream socket, String logContext) {
        this.state = state;
        this.socket = socket;
        if (socket instanceof PacketOutlet outlet) {
            outlet.opened(this);
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source) throws IOException {
        write(source, 0, source.length);
    }

    @Override
    public synchronized void write(byte[] source, int offset, int length) throws IOException {
        int start = Math.min(length, buffer.length - buffered);
        System.arraycopy(source, offset, buffer, buffered, start);
        buffered += start;
        for (int at = start; at < length || buffered == buffer.length; ) {
            drain();
            int piece = Math.min(PIECE, length - at);
            if (piece > 0) {
                socket.write(source, offset + at, piece);
                at += piece;
                // keeps the watch on the connection from taking a long packet for silence
                state.notifySentBytes(piece);
            }
        }
        state.notifySentBytes(start);
    }

    /** @throws MqttException if the packet is larger than the server takes */
    public synchronized void write(MqttWireMessage message) throws IOException, MqttException {
        byte[] header = message.getHeader();
        byte[] payload = message.getPayload();
        Long largest = state.getOutgoingMaximumPacketSize();
        if (largest != null && (long) header.length + payload.length > largest) {
            throw ExceptionHelper.createMqttException(PACKET_TOO_LARGE);
        }
        write(header, 0, header.length);
        write(payload, 0, payload.length);
        if (socket instanceof PacketOutlet outlet) {
            outlet.written(message);
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        drain();
        socket.flush();
    }

    @Override
    public void close() throws IOException {
        try (socket) {
            drain();
        }
    }

    private void drain() throws IOException {
        int length = buffered;
        buffered = 0;
        if (length > 0) {
            socket.write(buffer, 0, length);
        }
    }
}
