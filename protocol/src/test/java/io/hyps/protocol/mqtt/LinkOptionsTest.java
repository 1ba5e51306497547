package io.hyps.protocol.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.Payload;
import java.net.URI;
import java.nio.file.Path;
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
    void refusesAPasswordInTheUrlWithoutSayingIt() {
        assertThatThrownBy(() -> LinkOptions.of(URI.create("tcp://me:secret@host:1"), "c"))
                .hasMessageContaining("HYPS_MQTT_PASSWORD_FILE")
                .hasMessageNotContaining("secret");
    }

    @Test
    void refusesLimitsThatMqttDoesNotHave() {
        LinkOptions options = LinkOptions.of(BROKER, "c");
        assertThatThrownBy(() -> options.withReceiveMaximum(0)).hasMessageContaining("receive maximum 0");
        assertThatThrownBy(() -> options.withReceiveMaximum(65_536)).hasMessageContaining("65535");
        assertThatThrownBy(() -> options.withMaximumPacket(0)).hasMessageContaining("maximum packet size 0");
        assertThatThrownBy(() -> LinkOptions.of(BROKER, "a/b")).hasMessageContaining("client 'a/b'");
    }

    @Test
    void eachChangeChangesOneThing() {
        LinkOptions.Credentials credentials = new LinkOptions.Credentials("me", Payload.ofText("secret"));
        TlsFiles tls =
                new TlsFiles(Optional.of(Path.of("ca.crt")), Optional.empty(), Optional.empty(), Optional.empty());
        Publication will = Publication.of("status", Payload.ofText("offline"));

        LinkOptions changed = LinkOptions.of(BROKER, "c")
                .withCredentials(Optional.of(credentials))
                .withTls(tls)
                .withSession(Duration.ofMinutes(1))
                .withReceiveMaximum(5)
                .withMaximumPacket(1_000)
                .expecting("a/#", 2_000)
                .withPublishTimeout(Duration.ofSeconds(1))
                .withWill(will)
                .withPromptHandlers()
                .asExclusive();

        assertThat(changed)
                .isEqualTo(new LinkOptions(
                        BROKER,
                        "c",
                        Optional.of(credentials),
                        tls,
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1),
                        5,
                        1_000,
                        Duration.ofSeconds(1),
                        Optional.of(will),
                        Optional.of(new LinkOptions.Expected("a/#", 2_000)),
                        true,
                        true));
    }

    @Test
    void expiryIsRoundedUpToWholeSeconds() {
        assertThat(PahoMessages.wholeSeconds(Duration.ofMillis(1))).isEqualTo(1);
        assertThat(PahoMessages.wholeSeconds(Duration.ofSeconds(2))).isEqualTo(2);
        assertThat(PahoMessages.wholeSeconds(Duration.ofSeconds(-5))).isZero();
        assertThat(PahoMessages.wholeSeconds(Duration.ofDays(365_000))).isEqualTo(0xffff_ffffL);
    }
}
