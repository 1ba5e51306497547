package io.hyps.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** TCP ports of this machine. */
public final class TcpPort {
    private static final int CONNECT_MILLIS = 300;

    private TcpPort() {}

    /** The port itself, or one that is free if it is 0. */
    public static int orFree(int port) {
        return port == 0 ? findFree() : port;
    }

    /** A port that nobody listens on; the next to ask may get another. */
    public static int findFree() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("asking for a free port", e);
        }
    }

    /** Whether someone listens on the port, on any of this machine's addresses. */
    public static boolean isTaken(int port) {
        if (accepts(port)) {
            return true;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return false;
        } catch (IOException taken) {
            return true;
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
