package io.hyps.protocol.mqtt;

import io.hyps.protocol.Payload;
import io.hyps.protocol.topic.TopicLevel;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How to connect to a broker.
 *
 * @param url {@code tcp://host:1883} or {@code ssl://host:8883}
 * @param clientId stable where a session must outlive the process
 * @param tls of {@code ssl://} URLs
 * @param sessionExpiry how long the broker keeps the session after a break; zero for none
 * @param receiveMaximum how many deliveries may be unacknowledged at once, 1 to 65535
 * @param maximumPacketBytes the largest packet that the broker may send us
 * @param publishTimeout how long a publish may wait for its place
 * @param will published by the broker if the link breaks for a second or more
 * @param expected what a session may bring, soon after the start, before the client has subscribed to it again
 * @param prompt whether handlers never block, see {@link #withPromptHandlers}
 * @param exclusive whether the link closes itself once another client takes over its id, instead of taking it back
 */
public record LinkOptions(
        URI url,
        String clientId,
        Optional<Credentials> credentials,
        TlsFiles tls,
        Duration keepAlive,
        Duration sessionExpiry,
        int receiveMaximum,
        long maximumPacketBytes,
        Duration publishTimeout,
        Optional<Publication> will,
        Optional<Expected> expected,
        boolean prompt,
        boolean exclusive) {
    public static final long LARGEST_PACKET_BYTES = 268_435_455;

    public LinkOptions {
        TopicLevel.requireIdentifier("client", clientId);
        boolean known = "tcp".equals(url.getScheme()) || "ssl".equals(url.getScheme());
        if (!known || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "MQTT URL '" + redacted(url) + "' cannot be used: write tcp://host:1883 or ssl://host:8883");
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("MQTT URL '" + redacted(url)
                    + "' holds a user or a password: give them as HYPS_MQTT_USER and HYPS_MQTT_PASSWORD_FILE");
        }
        if (receiveMaximum < 1 || receiveMaximum > 65_535) {
            throw new IllegalArgumentException("receive maximum " + receiveMaximum + " is not 1 to 65535");
        }
        if (maximumPacketBytes < 1 || maximumPacketBytes > LARGEST_PACKET_BYTES) {
            throw new IllegalArgumentException(
                    "maximum packet size " + maximumPacketBytes + " is not 1 to " + LARGEST_PACKET_BYTES);
        }
    }

    /** A connection without a session, will or credentials. */
    public static LinkOptions of(URI url, String clientId) {
        return new LinkOptions(
                url,
                clientId,
                Optional.empty(),
                TlsFiles.PLATFORM,
                Duration.ofSeconds(30),
                Duration.ZERO,
                64,
                LARGEST_PACKET_BYTES,
                Duration.ofSeconds(30),
                Optional.empty(),
                Optional.empty(),
                false,
                false);
    }

    public LinkOptions withSession(Duration expiry) {
        return changed(edit -> edit.sessionExpiry = expiry);
    }

    public LinkOptions withReceiveMaximum(int deliveries) {
        return changed(edit -> edit.receiveMaximum = deliveries);
    }

    public LinkOptions withMaximumPacket(long bytes) {
        return changed(edit -> edit.maximumPacketBytes = bytes);
    }

    /** Has messages of such topics held for a while if they come before their subscription, instead of dropped. */
    public LinkOptions expecting(String filter, long mostBytes) {
        return changed(edit -> edit.expected = Optional.of(new Expected(filter, mostBytes)));
    }

    /** The same without a limit: for a client that subscribes at once, whatever arrives before. */
    public LinkOptions expectingAll(String filter) {
        return expecting(filter, Long.MAX_VALUE);
    }

    /**
     * For a client whose delivery handlers and completions never block: they are called from the thread that reads the socket,
     * and a publish writes to the socket from the caller's thread. Each saves waking a thread. Without TLS only; with it
     * nothing changes.
     */
    public LinkOptions withPromptHandlers() {
        return changed(edit -> edit.prompt = true);
    }

    public LinkOptions withWill(Publication publication) {
        return changed(edit -> edit.will = Optional.of(publication));
    }

    public LinkOptions withCredentials(Optional<Credentials> given) {
        return changed(edit -> edit.credentials = given);
    }

    public LinkOptions withTls(TlsFiles files) {
        return changed(edit -> edit.tls = files);
    }

    /** Whether the connection is encrypted and the broker's certificate proved. */
    public boolean isSecure() {
        return "ssl".equals(url.getScheme());
    }

    /** For a client id that only one process may hold: the newest. See {@link MqttLink.ConnectionListener#takenOver}. */
    public LinkOptions asExclusive() {
        return changed(edit -> edit.exclusive = true);
    }

    public LinkOptions withPublishTimeout(Duration timeout) {
        return changed(edit -> edit.publishTimeout = timeout);
    }

    /** The URL without user or password, for messages. */
    public static String redacted(URI url) {
        return url.getRawUserInfo() == null ? url.toString() : url.toString().replace(url.getRawUserInfo() + "@", "");
    }

    /** A user and a password, which never show in logs. */
    public record Credentials(String user, Payload password) {}

    /** Messages to hold until they are subscribed to: an MQTT topic filter, and how much of them at most. */
    public record Expected(String filter, long mostBytes) {
        public Expected {
            TopicFilter.parse(filter);
        }

        boolean isUnlimited() {
            return mostBytes == Long.MAX_VALUE;
        }
    }

    private LinkOptions changed(Consumer<Edit> change) {
        Edit edit = new Edit(this);
        change.accept(edit);
        return edit.done();
    }

    /** A copy that can be changed until it is done. */
    private static final class Edit {
        private final LinkOptions original;
        private Optional<Credentials> credentials;
        private TlsFiles tls;
        private Duration sessionExpiry;
        private int receiveMaximum;
        private long maximumPacketBytes;
        private Duration publishTimeout;
        private Optional<Publication> will;
        private Optional<Expected> expected;
        private boolean prompt;
        private boolean exclusive;

        Edit(LinkOptions original) {
            this.original = original;
            this.credentials = original.credentials;
            this.tls = original.tls;
            this.sessionExpiry = original.sessionExpiry;
            this.receiveMaximum = original.receiveMaximum;
            this.maximumPacketBytes = original.maximumPacketBytes;
            this.publishTimeout = original.publishTimeout;
            this.will = original.will;
            this.expected = original.expected;
            this.prompt = original.prompt;
            this.exclusive = original.exclusive;
        }

        LinkOptions done() {
            return new LinkOptions(
                    original.url,
                    original.clientId,
                    credentials,
                    tls,
                    original.keepAlive,
                    sessionExpiry,
                    receiveMaximum,
                    maximumPacketBytes,
                    publishTimeout,
                    will,
                    expected,
                    prompt,
                    exclusive);
        }
    }
}
