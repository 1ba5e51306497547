package io.hyps.protocol.mqtt;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.wire.MqttOutputStream;
import org.eclipse.paho.mqttv5.client.wire.PacketOutlet;
import org.eclipse.paho.mqttv5.client.wire.PacketTap;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;

/** Makes the sockets of plain connections: they send at once (TCP_NODELAY), and Paho can fail on them without hanging. */
final class LinkSockets extends SocketFactory {
    private final Consumer<Socket> made;
    private final Optional<DirectLane> lane;

    /**
     * @param made is given each socket, so that it can be closed whatever Paho does
     * @param lane the way past Paho's threads, if there is to be one
     */
    LinkSockets(Consumer<Socket> made, Optional<DirectLane> lane) {
        this.made = made;
        this.lane = lane;
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = prepared(new HoldingSocket(lane));
        made.accept(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw onlyUnconnected();
    }

    /** Without TCP_NODELAY, Nagle's algorithm and delayed acknowledgements add 40 ms to a message. */
    static Socket prepared(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        return socket;
    }

    private static UnsupportedOperationException onlyUnconnected() {
        return new UnsupportedOperationException("Paho asks for unconnected sockets only");
    }

    /**
     * Holds back the end of the stream until the first bytes have been written. Paho 1.2.5 starts its receiver before it
     * sends CONNECT and then waits, for ever, for a receiver that has ended at once because the peer hung up.
     */
    private static final class HoldingSocket extends Socket {
        private static final long LONGEST_HOLD_SECONDS = 10;

        private final CountDownLatch written = new CountDownLatch(1);
        private final Optional<DirectLane> lane;

        HoldingSocket(Optional<DirectLane> lane) {
            this.lane = lane;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new Input(super.getInputStream());
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new Output(super.getOutputStream());
        }

        private final class Input extends FilterInputStream implements PacketTap {
            Input(InputStream in) {
                super(in);
            }

            @Override
            public boolean take(MqttWireMessage packet) {
                return lane.isPresent() && lane.get().take(packet);
            }

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                try {
                    int count = in.read(target, offset, length);
                    if (count < 0) {
                        hold();
                    }
                    return count;
                } catch (SocketTimeoutException e) {
                    throw e;
                } catch (IOException e) {
                    hold();
                    throw e;
                }
            }
        }

        private final class Output extends FilterOutputStream implements PacketOutlet {
            Output(OutputStream out) {
                super(out);
            }

            @Override
            public void opened(MqttOutputStream packets) {
                lane.ifPresent(l -> l.opened(packets));
            }

            @Override
            public void written(MqttWireMessage packet) {
                lane.ifPresent(l -> l.written(packet));
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                written.countDown();
                out.write(source, offset, length);
            }
        }

        private void hold() throws InterruptedIOException {
            try {
                if (!written.await(LONGEST_HOLD_SECONDS, TimeUnit.SECONDS)) {
                    throw new InterruptedIOException("nothing was sent");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }
}
