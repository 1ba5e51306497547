package io.hyps.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes to a port, and what comes back until the other side closes: for what no HTTP client will send. */
final class RawHttp {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.[01] ([0-9]{3})");

    private RawHttp() {}

    static Socket connect(URI uri) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 5000);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    static String head(String method, String path, String... headers) {
        StringBuilder head =
                new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: gateway\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("Connection: close\r\n\r\n").toString();
    }

    /** Sends it and reads the whole answer; empty if the other side only closes. */
    static Answer exchange(URI uri, String bytes) throws IOException {
        try (Socket socket = connect(uri)) {
            try {
                send(socket, bytes);
            } catch (SocketException refusedWhileSending) {
                // what was answered before can still be read
            }
            return read(socket);
        }
    }

    static void send(Socket socket, String bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    static Answer read(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[8192];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                all.write(buffer, 0, n);
            }
        } catch (SocketException reset) {
            // the other side does not want to hear the rest
        }
        return new Answer(all.toString(StandardCharsets.UTF_8));
    }

    /** What came back, head and body. */
    record Answer(String text) {
        /** 0 if there is none. */
        int status() {
            Matcher status = STATUS.matcher(text);
            return status.find() ? Integer.parseInt(status.group(1)) : 0;
        }
    }
}
