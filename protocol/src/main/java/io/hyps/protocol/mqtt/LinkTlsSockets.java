package io.hyps.protocol.mqtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;

/** Makes the sockets of TLS connections, by the platform's trust settings; they send at once (TCP_NODELAY). */
final class LinkTlsSockets extends SSLSocketFactory {
    private final SSLSocketFactory platform;
    private final Consumer<Socket> made;

    /** @param made is given each socket, so that it can be closed whatever Paho does */
    LinkTlsSockets(SSLSocketFactory platform, Consumer<Socket> made) {
        this.platform = platform;
        this.made = made;
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = LinkSockets.prepared(platform.createSocket());
        made.accept(socket);
        return socket;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return LinkSockets.prepared(platform.createSocket(socket, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return LinkSockets.prepared(platform.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return LinkSockets.prepared(platform.createSocket(host, port, localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return LinkSockets.prepared(platform.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return LinkSockets.prepared(platform.createSocket(address, port, localAddress, localPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return platform.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return platform.getSupportedCipherSuites();
    }
}
