package io.hyps.bench.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/** Lets one sensor connect and subscribe, and answers its first image with bytes that are given. */
final class FakeBroker implements AutoCloseable {
    private static final byte[] CONNACK = {0x20, 3, 0, 0, 0};
    private static final byte[] SUBACK = {(byte) 0x90, 4, 0, 1, 0, 1};

    private final ServerSocket server;
    private final byte[] answer;
    private final Thread thread = new Thread(this::serve, "fake-broker");

    private FakeBroker(ServerSocket server, byte[] answer) {
        this.server = server;
        this.answer = answer;
    }

    static FakeBroker start(byte[] answer) throws IOException {
        FakeBroker broker = new FakeBroker(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), answer);
        broker.thread.start();
        return broker;
    }

    URI url() {
        return URI.create("tcp://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort());
    }

    private void serve() {
        try (Socket sensor = server.accept()) {
            InputStream in = sensor.getInputStream();
            skipPacket(in);
            skipPacket(in);
            sensor.getOutputStream().write(CONNACK);
            sensor.getOutputStream().write(SUBACK);
            skipPacket(in);
            sensor.getOutputStream().write(answer);
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException hungUp) {
            // the sensor, or the test that is over
            return;
        }
    }

    private static void skipPacket(InputStream in) throws IOException {
        in.skipNBytes(1);
        int length = 0;
        int shift = 0;
        int next;
        do {
            next = in.read();
            length |= (next & 0x7f) << shift;
            shift += 7;
        } while (next >= 0x80);
        in.skipNBytes(length);
    }

    @Override
    public void close() throws Exception {
        server.close();
        thread.join();
    }
}
