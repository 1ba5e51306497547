package io.hyps.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class TcpPortTest {
    @Test
    void seesWhoListensOnOneAddressOnly() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(TcpPort.isTaken(socket.getLocalPort())).isTrue();
        }
    }

    @Test
    void findsPortsThatAreFreeAndThatNoConnectionIsGiven() {
        int port = TcpPort.findFree();

        assertThat(TcpPort.isTaken(port)).isFalse();
        assertThat(port).isBetween(20_000, 32_767);
    }

    @Test
    void leavesAChosenPortAsItIs() {
        assertThat(TcpPort.orFree(1883)).isEqualTo(1883);
        assertThat(TcpPort.orFree(0)).isPositive();
    }
}
