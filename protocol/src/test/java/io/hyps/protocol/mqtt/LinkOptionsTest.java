package io.hyps.protocol.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.Payload;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkOptionsTest {
    private static final URI BROKER = URI.create("tcp://localhost:1883");

    @ParameterizedTest
    @ValueSource(strings = {"localhost:1883", "http://localhost", "tcp:///x", "mqtt://localhost"})
    void refusesUrlsOfOtherKinds(String url) {
        assertThatThrownBy(() -> LinkOptions.of(URI.create(url), "c")).hasMessageContaining("write tcp://host:1883");
    }

    @Test
    void showsNoSecrets() {
        LinkOptions options = LinkOptions.of(BROKER, "c")
                .withCredentials(Optional.of(new LinkOptions.Credentials("me", Payload.ofText("secret"))));

        assertThat(options.toString()).doesNotContain("secret");
        assertThat(LinkOptions.redacted(URI.create("tcp://me:secret@host:1"))).isEqualTo("tcp://host:1");
    }

    @Test
    void refusesLimitsThatMqttDoesNotHave() {
        LinkOptions options = LinkOptions.of(BROKER, "c");
        assertThatThrownBy(() -> options.withReceiveMaximum(0)).hasMessageContaining("receive maximum 0");
        assertThatThrownBy(() -> options.withReceiveMaximum(65_536)).hasMessageContaining("65535");
        assertThatThrownBy(() -> LinkOptions.of(BROKER, "a/b")).hasMessageContaining("client 'a/b'");
    }

    @Test
    void withersChangeOneThing() {
        LinkOptions options = LinkOptions.of(BROKER, "c");

        assertThat(options.withSession(Duration.ofMinutes(1)).sessionExpiry()).isEqualTo(Duration.ofMinutes(1));
        assertThat(options.asExclusive().exclusive()).isTrue();
        assertThat(options.withReceiveMaximum(5).asExclusive().receiveMaximum()).isEqualTo(5);
        assertThat(options.withPublishTimeout(Duration.ofSeconds(1))
                        .withReceiveMaximum(7)
                        .publishTimeout())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void expiryIsRoundedUpToWholeSeconds() {
        assertThat(PahoMessages.wholeSeconds(Duration.ofMillis(1))).isEqualTo(1);
        assertThat(PahoMessages.wholeSeconds(Duration.ofMillis(2000))).isEqualTo(2);
        assertThat(PahoMessages.wholeSeconds(Duration.ofSeconds(-5))).isZero();
        assertThat(PahoMessages.wholeSeconds(Duration.ofDays(365_000))).isEqualTo(0xffff_ffffL);
    }
}
