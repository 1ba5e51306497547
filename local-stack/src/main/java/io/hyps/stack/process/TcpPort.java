package io.hyps.stack.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of this machine. */
public final class TcpPort {
    private static final int CONNECT_MILLIS = 300;
    /** Below these are the usual ports of services. */
    private static final int LOWEST = 20_000;
    /** From here on Linux gives ports to whoever connects (ip(7), ip_local_port_range). */
    private static final int BEYOND = 32_768;

    private static final int MOST_TRIES = 100;

    private TcpPort() {}

    /** The port itself, or one that is free if it is 0. */
    public static int orFree(int port) {
        return port == 0 ? findFree() : port;
    }

    /**
     * A port that nobody listens on, and that no connection is given meanwhile; the next to ask seldom gets the same.
     *
     * @throws IllegalStateException if none is found
     */
    public static int findFree() {
        return ThreadLocalRandom.current()
                .ints(MOST_TRIES, LOWEST, BEYOND)
                .filter(port -> !isTaken(port))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port between " + LOWEST + " and " + BEYOND));
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
