package io.hyps.protocol.mqtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;

/** Makes the sockets of TLS connections; they send at once (TCP_NODELAY). */
final class LinkTlsSockets extends SSLSocketFactory {
    private final SSLSocketFactory tls;
    private final Consumer<Socket> made;

    /** @param made is given each socket, so that it can be closed whatever Paho does */
    LinkTlsSockets(SSLSocketFactory tls, Consumer<Socket> made) {
        this.tls = tls;
        this.made = made;
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = LinkSockets.prepared(tls.createSocket());
        made.accept(socket);
        return socket;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return LinkSockets.prepared(tls.createSocket(socket, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return LinkSockets.prepared(tls.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return LinkSockets.prepared(tls.createSocket(host, port, localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return LinkSockets.prepared(tls.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return LinkSockets.prepared(tls.createSocket(address, port, localAddress, localPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }
}
