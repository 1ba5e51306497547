package io.hyps.protocol.mqtt;

import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A broker for tests, without a network: retained messages, wildcards, shared subscriptions in turn, receive maximum,
 * sessions, wills and takeover as MQTT 5 has them. It keeps a message expiry but never drops by it, and a client that
 * takes over an id starts with a new session.
 *
 * <p>All deliveries are made on one thread, in order. Its links are those of {@link MqttLink}, except that they come back
 * only when {@link #reconnect} says so. Safe for use from many threads.
 */
public final class InMemoryBroker implements AutoCloseable {
    private final ExecutorService executor = Executors.newSingleThreadExecutor(this::makeThread);
    private final Map<String, InMemoryLink> links = new LinkedHashMap<>();
    private final Map<String, Publication> retained = new LinkedHashMap<>();
    private final Map<String, Integer> turns = new HashMap<>();
    private volatile @Nullable Thread thread;
    private boolean delivering;

    public MqttLink connect(String clientId) {
        return connect(LinkOptions.of(URI.create("tcp://in-memory:1883"), clientId));
    }

    /** Connects; the URL and the credentials do not matter. A client with the same id is disconnected. */
    public MqttLink connect(LinkOptions options) {
        return call(() -> {
            InMemoryLink link = new InMemoryLink(this, options);
            InMemoryLink older = links.put(options.clientId(), link);
            if (older != null) {
                older.takenOver();
            }
            link.online();
            return link;
        });
    }

    /** How many messages the client has been given and has not acknowledged. */
    public int unacknowledged(String clientId) {
        return call(() -> link(clientId).unacknowledged());
    }

    /** Breaks the client's connection, as a network would: its will is published. */
    public void disconnect(String clientId) {
        call(() -> {
            InMemoryLink link = link(clientId);
            link.offline("connection lost");
            link.options().will().ifPresent(this::route);
            return link;
        });
    }

    /** Brings a broken connection back; what was not acknowledged is delivered again if there is a session. */
    public void reconnect(String clientId) {
        call(() -> {
            InMemoryLink link = link(clientId);
            link.online();
            return link;
        });
    }

    /** Waits until all that was published before this call has been delivered. */
    public void awaitDeliveries() {
        call(() -> retained);
    }

    /** The topics that have a retained message. */
    public List<String> retainedTopics() {
        return call(() -> List.copyOf(retained.keySet()));
    }

    @Override
    public void close() {
        call(() -> {
            links.values().forEach(link -> link.offline("the broker is shutting down"));
            return links;
        });
        executor.shutdown();
    }

    void publish(Publication publication, CompletableFuture<PublishOutcome> outcome) {
        executor.execute(() -> {
            PublishOutcome answer = route(publication);
            whileDelivering(() -> outcome.complete(answer));
        });
    }

    /** Runs what a real link runs on the thread on which nothing may wait. */
    void whileDelivering(Runnable task) {
        delivering = true;
        try {
            task.run();
        } finally {
            delivering = false;
        }
    }

    boolean isDelivering() {
        return isOwnThread() && delivering;
    }

    void later(Runnable task) {
        if (!executor.isShutdown()) {
            executor.execute(task);
        }
    }

    /** Runs on the broker's thread, as everything that changes its state. */
    <T> T call(Supplier<T> task) {
        if (executor.isShutdown() || isOwnThread()) {
            return task.get();
        }
        try {
            return executor.submit(task::get).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    void forget(InMemoryLink link) {
        links.remove(link.options().clientId(), link);
    }

    void sendRetained(InMemoryLink link, TopicFilter filter) {
        if (!filter.isShared()) {
            retained.values().stream()
                    .filter(p -> filter.matches(p.topic()))
                    .toList()
                    .forEach(p -> link.offer(p, true));
        }
    }

    private Thread makeThread(Runnable task) {
        Thread made = new Thread(task, "hyps-in-memory-broker");
        made.setDaemon(true);
        thread = made;
        return made;
    }

    private boolean isOwnThread() {
        return Thread.currentThread().equals(thread);
    }

    private InMemoryLink link(String clientId) {
        InMemoryLink link = links.get(clientId);
        if (link == null) {
            throw new IllegalArgumentException("no client '" + clientId + "' is connected");
        }
        return link;
    }

    private PublishOutcome route(Publication publication) {
        if (publication.retained() && publication.payload().isEmpty()) {
            retained.remove(publication.topic());
        } else if (publication.retained()) {
            retained.put(publication.topic(), publication);
        }
        int receivers = 0;
        Map<String, List<InMemoryLink>> shared = new LinkedHashMap<>();
        for (InMemoryLink link : List.copyOf(links.values())) {
            if (link.wants(publication.topic())) {
                link.offer(publication, false);
                receivers++;
            }
            link.sharedFilters(publication.topic())
                    .forEach(filter -> shared.merge(filter, List.of(link), InMemoryBroker::joined));
        }
        for (Map.Entry<String, List<InMemoryLink>> group : shared.entrySet()) {
            int turn = turns.merge(group.getKey(), 1, Integer::sum);
            group.getValue().get(turn % group.getValue().size()).offer(publication, false);
            receivers++;
        }
        return receivers == 0 ? new PublishOutcome.NoSubscribers() : new PublishOutcome.Delivered();
    }

    private static List<InMemoryLink> joined(List<InMemoryLink> some, List<InMemoryLink> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
