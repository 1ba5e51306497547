package io.hyps.protocol.mqtt;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers CONNECT as it is told and nothing else. */
final class FakeServer implements AutoCloseable {
    private final ServerSocket server;
    private final byte[] connack;
    private final AtomicInteger connections = new AtomicInteger();

    /** @param properties of its CONNACK, in hex */
    FakeServer(String properties) throws IOException {
        this(0, HexFormat.of().parseHex(properties));
    }

    private FakeServer(int reasonCode, byte[] properties) throws IOException {
        connack = new byte[5 + properties.length];
        connack[0] = 0x20;
        connack[1] = (byte) (3 + properties.length);
        connack[3] = (byte) reasonCode;
        connack[4] = (byte) properties.length;
        System.arraycopy(properties, 0, connack, 5, properties.length);
        server = new ServerSocket(0);
        Thread thread = new Thread(this::serve, "fake-server");
        thread.setDaemon(true);
        thread.start();
    }

    static FakeServer refusing(int reasonCode) throws IOException {
        return new FakeServer(reasonCode, new byte[0]);
    }

    URI url() {
        return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                connections.incrementAndGet();
                DataInputStream in = new DataInputStream(socket.getInputStream());
                in.readByte();
                in.skipNBytes(in.readUnsignedByte());
                socket.getOutputStream().write(connack);
                in.transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException e) {
                // the client, or the test, has hung up
            }
        }
    }
}
