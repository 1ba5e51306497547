package io.hyps.bench.gateway;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The few packets of MQTT 5 that a light sensor needs, to and from buffers. */
final class LightPackets {
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int SUBACK = 9;
    static final int FIRST_FAILURE = 0x80;

    /** Of what stands before an image, with topic and properties of a sensor's. */
    static final int MOST_HEADER_BYTES = 512;

    private static final int CONTENT_TYPE = 0x03;
    private static final int USER_PROPERTY = 0x26;
    private static final int CONTINUES = 0x80;
    private static final int LOW_BITS = 0x7f;

    private LightPackets() {}

    static void connect(ByteBuffer out, String clientId) {
        ByteBuffer body = ByteBuffer.allocate(MOST_HEADER_BYTES);
        text(body, "MQTT");
        // version 5, clean start, no keep-alive, no properties
        body.put((byte) 5).put((byte) 2).putShort((short) 0).put((byte) 0);
        text(body, clientId);
        packet(out, 0x10, body, new byte[0]);
    }

    static void subscribe(ByteBuffer out, String filter) {
        ByteBuffer body = ByteBuffer.allocate(MOST_HEADER_BYTES);
        body.putShort((short) 1).put((byte) 0);
        text(body, filter);
        body.put((byte) 1);
        packet(out, 0x82, body, new byte[0]);
    }

    /** At QoS 1. */
    static void publish(
            ByteBuffer out,
            String topic,
            int packetId,
            String contentType,
            Map<String, String> userProperties,
            byte[] payload) {
        ByteBuffer properties = ByteBuffer.allocate(MOST_HEADER_BYTES);
        properties.put((byte) CONTENT_TYPE);
        text(properties, contentType);
        userProperties.forEach((key, value) -> {
            properties.put((byte) USER_PROPERTY);
            text(properties, key);
            text(properties, value);
        });
        properties.flip();
        ByteBuffer body = ByteBuffer.allocate(MOST_HEADER_BYTES);
        text(body, topic);
        body.putShort((short) packetId);
        length(body, properties.remaining());
        body.put(properties);
        packet(out, 0x32, body, payload);
    }

    static void acknowledge(ByteBuffer out, int packetId) {
        out.put((byte) 0x40).put((byte) 2).putShort((short) packetId);
    }

    /**
     * Takes the next packet out of what has come.
     *
     * @return its first byte in the first place, then its body; nothing if it has not come whole
     */
    static Incoming next(ByteBuffer in) {
        int begin = in.position();
        try {
            int first = in.get() & 0xff;
            int length = length(in);
            if (in.remaining() >= length) {
                ByteBuffer body = in.slice(in.position(), length);
                in.position(in.position() + length);
                return new Incoming(first, body);
            }
        } catch (BufferUnderflowException notWhole) {
            // its length has not come either
        }
        in.position(begin);
        return Incoming.NONE;
    }

    private static void packet(ByteBuffer out, int first, ByteBuffer body, byte[] payload) {
        body.flip();
        out.put((byte) first);
        length(out, body.remaining() + payload.length);
        out.put(body).put(payload);
    }

    private static void text(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putShort((short) bytes.length).put(bytes);
    }

    private static void length(ByteBuffer out, int length) {
        int left = length;
        while (left >= CONTINUES) {
            out.put((byte) (left | CONTINUES));
            left >>>= 7;
        }
        out.put((byte) left);
    }

    private static int length(ByteBuffer in) {
        int length = 0;
        int shift = 0;
        byte next;
        do {
            next = in.get();
            length |= (next & LOW_BITS) << shift;
            shift += 7;
        } while ((next & CONTINUES) != 0);
        return length;
    }

    /** A packet that has come. */
    record Incoming(int first, ByteBuffer body) {
        static final Incoming NONE = new Incoming(0, ByteBuffer.allocate(0));

        int kind() {
            return first >>> 4;
        }

        /** Of CONNACK, PUBACK and SUBACK, their last or only reason. */
        int reason() {
            if (kind() == PUBACK) {
                // a reason of 0 may be left out
                return body.limit() > Short.BYTES ? body.get(Short.BYTES) & 0xff : 0;
            }
            return body.get(kind() == CONNACK ? 1 : body.limit() - 1) & 0xff;
        }

        /** Reads a publication of QoS 1. */
        Message message() {
            body.position(Short.BYTES + body.getShort(0));
            int packetId = body.getShort() & 0xffff;
            int properties = length(body);
            body.position(body.position() + properties);
            return new Message(packetId, StandardCharsets.UTF_8.decode(body).toString());
        }
    }

    /** What a publication says. */
    record Message(int packetId, String text) {}
}
