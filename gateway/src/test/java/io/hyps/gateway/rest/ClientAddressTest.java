package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "::ffff:192.0.2.7, 192.0.2.7",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:2::, 2001:db8:1:2:0:0:0:0/64",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:0/64",
        "_hidden, _hidden"
    })
    void isAnIpv4AddressOrAnIpv6Network(String host, String client) {
        assertThat(ClientAddress.of(host)).isEqualTo(client);
    }

    @Test
    void isThereThoughTheConnectionHasGone() {
        assertThat(ClientAddress.of((io.vertx.core.net.SocketAddress) null)).isEqualTo("unknown");
    }
}
