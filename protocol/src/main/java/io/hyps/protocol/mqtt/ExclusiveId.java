package io.hyps.protocol.mqtt;

import io.hyps.protocol.Payload;
import io.hyps.protocol.topic.Topic;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether an exclusive client id is still ours. A broker should say so when it gives the id to another client
 * (reason code 0x8E), but Mosquitto 2.0.11 only hangs up. So the holder leaves its mark in a retained message, and before
 * it connects again it looks, as a client with another id, whether the mark is still its own. A broker that lets this user
 * in under its own id only gets no such visitor; then the holder looks when it has connected, which breaks the connection
 * of another holder once, and leaves if the mark is not its own.
 */
final class ExclusiveId {
    private static final Logger LOG = LoggerFactory.getLogger(ExclusiveId.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final LinkOptions options;
    private final String topic;
    private final Payload mark = Payload.ofText(UUID.randomUUID().toString());
    private volatile boolean claimed;
    private volatile boolean visitorsShutOut;

    ExclusiveId(LinkOptions options) {
        this.options = options;
        this.topic = new Topic.ClientHolder(options.clientId()).toString();
    }

    /**
     * Leaves our mark, unless that has been done: a later one is not overwritten.
     *
     * @return how many of the publications that the broker takes at once are used up by it
     */
    int claim(PahoConnection connection) {
        if (!options.exclusive() || claimed) {
            return 0;
        }
        connection.announce(Publication.of(topic, mark).asRetained(), () -> claimed = true);
        return 1;
    }

    /**
     * Whether another client has left its mark since ours.
     *
     * @throws LinkException if the broker cannot be asked
     */
    boolean isLost() throws LinkException, InterruptedException {
        if (!options.exclusive() || !claimed || visitorsShutOut) {
            return false;
        }
        LinkOptions visitor = LinkOptions.of(
                        options.url(), "visitor-" + UUID.randomUUID().toString().substring(0, 18))
                .withCredentials(options.credentials())
                .withTls(options.tls());
        Subscriptions subscriptions = new Subscriptions(visitor);
        PahoConnection connection = PahoConnection.open(visitor, subscriptions);
        try {
            connection.accepted().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return isForeign(connection, subscriptions);
        } catch (ExecutionException e) {
            LinkException failure = failure(e);
            visitorsShutOut = ReasonCode.text(ReasonCode.NOT_AUTHORIZED).equals(failure.getMessage());
            if (visitorsShutOut) {
                return false;
            }
            throw failure;
        } catch (TimeoutException e) {
            throw noAnswer(e);
        } finally {
            connection.close();
        }
    }

    /**
     * The same, asked on the connection itself, where a visitor is not let in.
     *
     * @throws LinkException if the broker cannot be asked
     */
    boolean isLostOn(PahoConnection connection, Subscriptions subscriptions)
            throws LinkException, InterruptedException {
        return visitorsShutOut && isForeign(connection, subscriptions);
    }

    private boolean isForeign(PahoConnection connection, Subscriptions subscriptions)
            throws LinkException, InterruptedException {
        CompletableFuture<Payload> found = new CompletableFuture<>();
        Subscriptions.Entry entry = subscriptions.add(TopicFilter.parse(topic), delivery -> {
            found.complete(delivery.message().payload());
            delivery.acknowledge();
        });
        subscriptions.claim(entry);
        try {
            connection.subscribe(entry);
            entry.granted().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return !found.completeOnTimeout(mark, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .get()
                    .equals(mark);
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (TimeoutException e) {
            throw noAnswer(e);
        } finally {
            if (subscriptions.remove(entry)) {
                connection.unsubscribe(entry.filter());
            }
            LOG.debug("asked who holds clientId={}", options.clientId());
        }
    }

    private static LinkException failure(ExecutionException e) {
        return new LinkException(
                String.valueOf(
                        e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
                e);
    }

    private static LinkException noAnswer(TimeoutException e) {
        return new LinkException("the broker did not answer for " + PATIENCE.toSeconds() + " s", e);
    }
}
