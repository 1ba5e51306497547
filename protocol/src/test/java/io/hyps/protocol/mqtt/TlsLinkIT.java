package io.hyps.protocol.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Payload;
import io.hyps.protocol.TestSite;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links over TLS, with a Mosquitto that asks for a certificate. */
class TlsLinkIT {
    private static final Duration A_WHILE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static Path site;
    private static MosquittoBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        site = TestSite.make(folder.resolve("site"), "--host", "localhost", "--device", "edge-1");
        broker = MosquittoBroker.startSecure(site);
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void carriesLargeMessagesBetweenThoseWhoKnowEachOther() throws Exception {
        try (MqttLink link = MqttLink.open(options("localhost", ours()))) {
            assertThat(link.awaitConnected(A_WHILE)).as(link.lastFailure()).isTrue();
            Inbox inbox = new Inbox();
            link.subscribe("t", inbox).granted().get(10, TimeUnit.SECONDS);

            link.publish(Publication.of("t", Payload.of(new byte[3 << 20]))).get(10, TimeUnit.SECONDS);

            await().atMost(A_WHILE).until(() -> inbox.size() == 1);
            inbox.acknowledgeAll();
        }
    }

    @Test
    void readsAKeyThatIsEncrypted() throws Exception {
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "four words or so\n");
        Path encrypted = folder.resolve("encrypted.key");
        TestSite.run(List.of(
                "openssl",
                "pkcs8",
                "-topk8",
                "-v2",
                "aes-256-cbc",
                "-in",
                edge("client.key").toString(),
                "-out",
                encrypted.toString(),
                "-passout",
                "file:" + passphrase));
        TlsFiles files = new TlsFiles(
                Optional.of(site.resolve("ca.crt")),
                Optional.of(edge("client.crt")),
                Optional.of(encrypted),
                Optional.of(passphrase));

        try (MqttLink link = MqttLink.open(options("localhost", files))) {
            assertThat(link.awaitConnected(A_WHILE)).as(link.lastFailure()).isTrue();
        }
    }

    @Test
    void doesNotTrustABrokerOfAnotherAuthority() throws Exception {
        Path other = TestSite.make(folder.resolve("other"), "--host", "localhost");
        TlsFiles files = new TlsFiles(
                Optional.of(other.resolve("ca.crt")),
                Optional.of(edge("client.crt")),
                Optional.of(edge("client.key")),
                Optional.empty());

        assertRefused(options("localhost", files), "TLS: ");
    }

    @Test
    void doesNotTrustABrokerOfAnotherName() throws Exception {
        assertRefused(options("127.0.0.1", ours()), "127.0.0.1");
    }

    @Test
    void isRefusedWithoutACertificate() throws Exception {
        TlsFiles files =
                new TlsFiles(Optional.of(site.resolve("ca.crt")), Optional.empty(), Optional.empty(), Optional.empty());

        assertRefused(options("localhost", files), "");
    }

    @Test
    void saysWhichFileIsNotThere() throws Exception {
        TlsFiles files = new TlsFiles(
                Optional.of(folder.resolve("nowhere.crt")), Optional.empty(), Optional.empty(), Optional.empty());

        assertRefused(options("localhost", files), "nowhere.crt is not there");
    }

    private static void assertRefused(LinkOptions options, String reason) throws InterruptedException {
        try (MqttLink link = MqttLink.open(options)) {
            await().atMost(A_WHILE).until(() -> !link.lastFailure().isEmpty());

            assertThat(link.isConnected()).isFalse();
            assertThat(link.lastFailure()).contains(reason);
        }
    }

    private static LinkOptions options(String host, TlsFiles files) {
        return LinkOptions.of(URI.create("ssl://" + host + ":" + broker.port()), "edge-1")
                .withTls(files);
    }

    private static TlsFiles ours() {
        return new TlsFiles(
                Optional.of(site.resolve("ca.crt")),
                Optional.of(edge("client.crt")),
                Optional.of(edge("client.key")),
                Optional.empty());
    }

    private static Path edge(String name) {
        return TestSite.file(site, "devices/edge-1", name);
    }
}
