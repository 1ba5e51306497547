package io.hyps.bench.gateway;

import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.topic.Topic;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One sensor's connection, which sends the same image under ever new ids. Used by one thread at a time. */
final class LightSensor implements Closeable {
    private static final int INCOMING_BYTES = 64 << 10;
    private static final int MOST_OUTGOING_BYTES = 1 << 30;
    private static final int MOST_PACKET_ID = 0xffff;
    private static final String ID = "\"id\":\"";

    private final SocketChannel channel;
    private final String topic;
    private final byte[] image;
    private final int window;
    private final Set<String> underWay = new HashSet<>();
    private final ByteBuffer in = ByteBuffer.allocate(INCOMING_BYTES).flip();
    private final ByteBuffer out;
    private int packets;

    private LightSensor(SocketChannel channel, Topic.SensorImage topic, byte[] image, int window) throws IOException {
        this.channel = channel;
        this.topic = topic.toString();
        this.image = image;
        this.window = window;
        this.out = ByteBuffer.allocate(outgoingBytes(window, image.length));
    }

    private static int outgoingBytes(int window, int imageBytes) throws IOException {
        long bytes = window * (imageBytes + 2L * LightPackets.MOST_HEADER_BYTES);
        if (bytes > MOST_OUTGOING_BYTES) {
            throw new IOException(window + " images of " + imageBytes
                    + " bytes are more than a sensor can have under way: take fewer, or a smaller image");
        }
        return (int) bytes;
    }

    /** Connects, and subscribes to what it is told. */
    static LightSensor open(URI mqtt, Topic.SensorImage topic, byte[] image, int window) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(mqtt.getHost(), mqtt.getPort()));
        boolean opened = false;
        try {
            LightSensor sensor = new LightSensor(channel, topic, image, window);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            LightPackets.connect(sensor.out, "bench-" + FrameId.create());
            LightPackets.subscribe(sensor.out, new Topic.SensorAccepted(topic.sensor(), topic.model()).toString());
            sensor.write();
            sensor.require(LightPackets.CONNACK);
            sensor.require(LightPackets.SUBACK);
            opened = true;
            return sensor;
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    private void require(int kind) throws IOException {
        LightPackets.Incoming answer = LightPackets.next(in);
        while (answer == LightPackets.Incoming.NONE) {
            read();
            answer = LightPackets.next(in);
        }
        if (answer.kind() != kind || answer.reason() >= LightPackets.FIRST_FAILURE) {
            throw new IOException(
                    "the broker refuses a sensor: packet " + answer.first() + ", reason " + answer.reason());
        }
    }

    SelectionKey register(Selector selector) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, SelectionKey.OP_READ, this);
    }

    /**
     * Takes what has come.
     *
     * @return how many images have been accepted since
     * @throws IOException also if the broker refuses an image: it is not sent again
     */
    int receive() throws IOException {
        int accepted = 0;
        read();
        LightPackets.Incoming one;
        while ((one = LightPackets.next(in)) != LightPackets.Incoming.NONE) {
            if (one.kind() == LightPackets.PUBLISH) {
                LightPackets.Message message = one.message();
                LightPackets.acknowledge(out, message.packetId());
                accepted += underWay.remove(id(message.text())) ? 1 : 0;
            } else if (one.kind() == LightPackets.PUBACK && one.reason() >= LightPackets.FIRST_FAILURE) {
                throw new IOException("the broker refuses an image: reason 0x" + Integer.toHexString(one.reason()));
            }
        }
        return accepted;
    }

    private static String id(String accepted) {
        int begin = accepted.indexOf(ID) + ID.length();
        return accepted.substring(begin, accepted.indexOf('"', begin));
    }

    boolean hasRoom() {
        return underWay.size() < window && out.remaining() > image.length + 2 * LightPackets.MOST_HEADER_BYTES;
    }

    /** Puts an image among what is to be sent. */
    void send() {
        String id = FrameId.create().toString();
        underWay.add(id);
        packets = packets % MOST_PACKET_ID + 1;
        LightPackets.publish(
                out,
                topic,
                packets,
                "image/png",
                Map.of("id", id, "time", Instant.now().toString()),
                image);
    }

    /** @return whether all has been sent */
    boolean write() throws IOException {
        out.flip();
        channel.write(out);
        out.compact();
        return out.position() == 0;
    }

    private void read() throws IOException {
        in.compact();
        if (channel.read(in) < 0) {
            throw new EOFException("the broker hung up on a sensor");
        }
        in.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
