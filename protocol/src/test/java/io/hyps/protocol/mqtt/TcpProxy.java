package io.hyps.protocol.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network between a client and a broker that can be broken. */
final class TcpProxy implements AutoCloseable {
    private enum Mode {
        FORWARD,
        SWALLOW,
        REFUSE
    }

    private final ServerSocket server;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile Mode mode = Mode.FORWARD;

    private TcpProxy(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    static TcpProxy to(int port) throws IOException {
        TcpProxy proxy = new TcpProxy(new ServerSocket(0), port);
        proxy.start(proxy::accept);
        return proxy;
    }

    URI url() {
        return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    /** From now on nothing passes, though the connections stay. */
    void swallow() {
        mode = Mode.SWALLOW;
    }

    /** Breaks all connections and takes no new ones. */
    void refuse() {
        mode = Mode.REFUSE;
        sockets.forEach(TcpProxy::close);
    }

    void forward() {
        mode = Mode.FORWARD;
    }

    @Override
    public void close() throws IOException {
        server.close();
        refuse();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (mode == Mode.REFUSE) {
                    client.close();
                    continue;
                }
                Socket broker = new Socket("127.0.0.1", target);
                sockets.add(client);
                sockets.add(broker);
                start(() -> copy(client, broker));
                start(() -> copy(broker, client));
            } catch (IOException e) {
                // the test has closed it
            }
        }
    }

    private void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (mode == Mode.FORWARD) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            // broken, as the test wants
        }
        close(from);
        close(to);
    }

    private void start(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // closed already
        }
    }
}
