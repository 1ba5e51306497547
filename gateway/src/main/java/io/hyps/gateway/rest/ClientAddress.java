package io.hyps.gateway.rest;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, as limits count it: an IPv4 address, or the network of an IPv6 address, of 64 bits (RFC 4291,
 * 2.5.4), in which one client may have any address it likes.
 */
final class ClientAddress {
    private static final String UNKNOWN = "unknown";
    private static final int NETWORK_BYTES = 8;

    private ClientAddress() {}

    static String of(@Nullable SocketAddress remote) {
        String host = remote == null ? null : remote.hostAddress();
        return host == null ? UNKNOWN : of(host);
    }

    /** What a proxy says may be no address; it is taken as it stands. */
    static String of(String host) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes == null) {
            return host;
        }
        try {
            InetAddress address = InetAddress.getByAddress(bytes);
            if (!(address instanceof Inet6Address)) {
                return address.getHostAddress();
            }
            Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
            return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
