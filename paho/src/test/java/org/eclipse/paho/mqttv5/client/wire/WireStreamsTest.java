package org.eclipse.paho.mqttv5.client.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.client.internal.MqttState;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttPingReq;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireStreamsTest {
    private static final Long NO_LIMIT = null;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5000, 16_000, 16_370, 16_384, 40_000, 131_072, 131_073, 1_000_000})
    void publicationsComeThroughAsTheyWere(int size) throws Exception {
        MqttPublish sent = publish(size, 1, properties(3));

        byte[] wire = written(sent);

        assertThat(wire).isEqualTo(concatenated(sent.getHeader(), sent.getPayload()));
        MqttPublish read = (MqttPublish) read(wire).readMqttWireMessage();
        assertThat(read.getTopicName()).isEqualTo("a/topic");
        assertThat(read.getPayload()).isEqualTo(sent.getPayload());
        assertThat(read.getQoS()).isEqualTo(1);
        assertThat(read.getMessageId()).isEqualTo(77);
        assertThat(read.getMessage().isRetained()).isFalse();
        assertThat(read.getProperties().getContentType()).isEqualTo("a type");
        assertThat(read.getProperties().getMessageExpiryInterval()).isEqualTo(9L);
        assertThat(read.getProperties().getUserProperties()).hasSize(3);
    }

    @Test
    void largePublicationsWithoutAcknowledgementOrWithManyPropertiesComeThroughToo() throws Exception {
        MqttPublish unacknowledged = publish(50_000, 0, new MqttProperties());
        MqttPublish manyProperties = publish(50_000, 1, properties(2000));

        InputStream wire = new ByteArrayInputStream(concatenated(written(unacknowledged), written(manyProperties)));
        MqttInputStream in = new MqttInputStream(state(NO_LIMIT), wire, "");

        assertThat(((MqttPublish) in.readMqttWireMessage()).getPayload()).isEqualTo(unacknowledged.getPayload());
        MqttPublish second = (MqttPublish) in.readMqttWireMessage();
        assertThat(second.getPayload()).isEqualTo(manyProperties.getPayload());
        assertThat(second.getProperties().getUserProperties()).hasSize(2000);
    }

    @Test
    void aPacketThatPausesIsReadToItsEnd() throws Exception {
        MqttPublish sent = publish(100_000, 1, new MqttProperties());

        MqttInputStream in = new MqttInputStream(state(NO_LIMIT), new Pausing(written(sent)), "");

        assertThat(in.readMqttWireMessage()).as("nothing yet").isNull();
        assertThat(((MqttPublish) in.readMqttWireMessage()).getPayload()).isEqualTo(sent.getPayload());
    }

    @Test
    void anEndInTheMiddleIsAnError() throws Exception {
        byte[] wire = written(publish(100_000, 1, new MqttProperties()));

        assertThatThrownBy(() -> read(Arrays.copyOf(wire, 60_000)).readMqttWireMessage())
                .isInstanceOf(EOFException.class);
    }

    @Test
    void packetsOverTheLimitAreRefusedBothWays() throws Exception {
        MqttPublish large = publish(100_000, 1, new MqttProperties());
        byte[] wire = written(large);

        assertThatThrownBy(() ->
                        new MqttInputStream(state(50_000L), new ByteArrayInputStream(wire), "").readMqttWireMessage())
                .isInstanceOf(MqttException.class);
        assertThatThrownBy(() -> new MqttOutputStream(state(50_000L), new ByteArrayOutputStream(), "").write(large))
                .isInstanceOf(MqttException.class);
    }

    @Test
    void smallPacketsGoOutTogetherWhenFlushed() throws Exception {
        List<Integer> writes = new ArrayList<>();
        MqttOutputStream out = new MqttOutputStream(
                state(NO_LIMIT),
                new ByteArrayOutputStream() {
                    @Override
                    public void write(byte[] source, int offset, int length) {
                        writes.add(length);
                    }
                },
                "");

        out.write(new MqttPingReq());
        out.write(new MqttPingReq());
        out.flush();

        assertThat(writes).containsExactly(4);
    }

    @Test
    void smallPacketsComeInTogether() throws Exception {
        byte[] ping = written(new MqttPingReq());
        List<Integer> reads = new ArrayList<>();
        InputStream wire = new ByteArrayInputStream(concatenated(ping, concatenated(ping, ping))) {
            @Override
            public int read(byte[] target, int offset, int length) {
                int count = super.read(target, offset, length);
                reads.add(count);
                return count;
            }
        };
        MqttInputStream in = new MqttInputStream(state(NO_LIMIT), wire, "");

        assertThat(in.readMqttWireMessage()).isInstanceOf(MqttPingReq.class);
        assertThat(in.available()).isEqualTo(2 * ping.length);
        assertThat(in.readMqttWireMessage()).isInstanceOf(MqttPingReq.class);
        assertThat(in.readMqttWireMessage()).isInstanceOf(MqttPingReq.class);

        assertThat(reads).containsExactly(3 * ping.length);
    }

    @Test
    void packetsThatTheSocketsOwnerTakesAreNotPahos() throws Exception {
        MqttPublish wanted = publish(50_000, 1, new MqttProperties());
        List<MqttWireMessage> taken = new ArrayList<>();
        InputStream socket = new Tapped(concatenated(written(wanted), written(new MqttPingReq())), packet -> {
            boolean take = packet instanceof MqttPublish;
            if (take) {
                taken.add(packet);
            }
            return take;
        });
        MqttInputStream in = new MqttInputStream(state(NO_LIMIT), socket, "");

        assertThat(in.readMqttWireMessage()).as("taken").isNull();
        assertThat(in.readMqttWireMessage()).isInstanceOf(MqttPingReq.class);
        assertThat(taken).singleElement().satisfies(packet -> assertThat(((MqttPublish) packet).getPayload())
                .isEqualTo(wanted.getPayload()));
    }

    /** Anything but an IOException would leave the connection standing, with nobody who reads it. */
    @Test
    void anOwnerThatFailsBreaksTheConnection() throws Exception {
        InputStream socket = new Tapped(written(new MqttPingReq()), packet -> {
            throw new IllegalStateException("a bug");
        });

        assertThatThrownBy(() -> new MqttInputStream(state(NO_LIMIT), socket, "").readMqttWireMessage())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a bug");
    }

    private static final class Tapped extends ByteArrayInputStream implements PacketTap {
        private final Predicate<MqttWireMessage> taker;

        Tapped(byte[] wire, Predicate<MqttWireMessage> taker) {
            super(wire);
            this.taker = taker;
        }

        @Override
        public boolean take(MqttWireMessage packet) {
            return taker.test(packet);
        }
    }

    private static MqttPublish publish(int size, int qos, MqttProperties properties) {
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        MqttPublish publish = new MqttPublish("a/topic", new MqttMessage(payload, qos, false, properties), properties);
        publish.setMessageId(77);
        return publish;
    }

    private static MqttProperties properties(int userProperties) {
        MqttProperties properties = new MqttProperties();
        properties.setContentType("a type");
        properties.setMessageExpiryInterval(9L);
        properties.setUserProperties(IntStream.range(0, userProperties)
                .mapToObj(i -> new UserProperty("key " + i, "a value"))
                .toList());
        return properties;
    }

    private static byte[] written(MqttWireMessage message) throws Exception {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        MqttOutputStream out = new MqttOutputStream(state(NO_LIMIT), wire, "");
        out.write(message);
        out.flush();
        return wire.toByteArray();
    }

    private static MqttInputStream read(byte[] wire) {
        return new MqttInputStream(state(NO_LIMIT), new ByteArrayInputStream(wire), "");
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Paho's state, of which the streams ask for the limits only. */
    private static MqttState state(Long largestPacket) {
        return (MqttState) Proxy.newProxyInstance(
                MqttState.class.getClassLoader(),
                new Class<?>[] {MqttState.class},
                (proxy, method, arguments) -> method.getReturnType() == Long.class ? largestPacket : null);
    }

    /** Times out before every read. */
    private static final class Pausing extends InputStream {
        private final ByteArrayInputStream source;
        private boolean paused;

        Pausing(byte[] bytes) {
            source = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() throws IOException {
            pause();
            return source.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            pause();
            return source.read(target, offset, Math.min(length, 30_000));
        }

        private void pause() throws SocketTimeoutException {
            paused = !paused;
            if (paused) {
                throw new SocketTimeoutException();
            }
        }
    }
}
