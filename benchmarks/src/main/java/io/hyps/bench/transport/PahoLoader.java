package io.hyps.bench.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Connects with one version of Paho. The project's Paho has our two stream classes in it, so the jar as shipped is loaded
 * by a class loader of its own, which asks itself first for Paho and for what is compiled against it.
 */
final class PahoLoader {
    private static final String PEER = "io.hyps.bench.transport.paho.PahoPeer";
    private static final List<String> OWN = List.of("org.eclipse.paho.", "io.hyps.bench.transport.paho.");

    private final ClassLoader loader;
    private final @Nullable SocketFactory sockets;

    private PahoLoader(ClassLoader loader, @Nullable SocketFactory sockets) {
        this.loader = loader;
        this.sockets = sockets;
    }

    /** As the link has it: bulk reads, and sockets that send at once. */
    static PahoLoader patched() {
        return new PahoLoader(PahoLoader.class.getClassLoader(), new PromptSockets());
    }

    /** @param folder holds the jar, as the build puts it there */
    static PahoLoader shipped(Path folder) throws IOException {
        List<URL> urls = new ArrayList<>();
        try (Stream<Path> jars = Files.list(folder)) {
            for (Path jar : jars.toList()) {
                urls.add(jar.toUri().toURL());
            }
        }
        urls.add(Objects.requireNonNull(PahoLoader.class.getProtectionDomain().getCodeSource())
                .getLocation());
        return new PahoLoader(new OwnFirst(urls.toArray(URL[]::new)), null);
    }

    Peer connect(URI broker) throws ReflectiveOperationException {
        return (Peer) loader.loadClass(PEER)
                .getMethod("connect", String.class, SocketFactory.class)
                .invoke(null, broker.toString(), sockets);
    }

    /** Where a class of Paho's comes from. */
    String origin(String name) throws ClassNotFoundException {
        return Objects.requireNonNull(
                        loader.loadClass(name).getProtectionDomain().getCodeSource())
                .getLocation()
                .toString();
    }

    private static final class OwnFirst extends URLClassLoader {
        OwnFirst(URL[] urls) {
            super(urls, OwnFirst.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (OWN.stream().noneMatch(name::startsWith)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }

    private static final class PromptSockets extends SocketFactory {
        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
