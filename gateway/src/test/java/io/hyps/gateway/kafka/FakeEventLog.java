package io.hyps.gateway.kafka;

import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** An event log whose acknowledgements the test gives, or that acknowledges at once. */
public final class FakeEventLog implements EventLog {
    private final List<Appended> appended = new ArrayList<>();
    private boolean held;
    private volatile Predicate<Appended> refused = each -> false;

    /** Acknowledges nothing by itself from now on. */
    public synchronized void hold() {
        held = true;
    }

    /** Refuses for good what the test names. */
    public void refuse(Predicate<Appended> what) {
        refused = what;
    }

    /** Acknowledges all that is held, and what comes. */
    public synchronized void release() {
        held = false;
        List.copyOf(appended).forEach(each -> each.kept().complete(null));
    }

    @Override
    public synchronized CompletableFuture<Void> append(String topic, String key, CloudEvent event) {
        Appended record = new Appended(topic, key, event, new CompletableFuture<>());
        if (refused.test(record)) {
            record.kept().completeExceptionally(new EventRefusedException("too large", true, new RuntimeException()));
            return record.kept();
        }
        appended.add(record);
        if (!held) {
            record.kept().complete(null);
        }
        return record.kept();
    }

    public synchronized List<Appended> of(String topic) {
        return appended.stream().filter(each -> each.topic().equals(topic)).toList();
    }

    /** An event on its way. */
    public record Appended(String topic, String key, CloudEvent event, CompletableFuture<Void> kept) {}
}
