package io.hyps.runner.plan;

import io.hyps.protocol.Payload;
import io.hyps.protocol.topic.Topic;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Hands plan messages from the link's thread to the one that follows them. A retained message is replaced by a later one
 * of its topic, as the broker does it.
 */
final class PlanInbox {
    private static final int MOST_TOPICS = 4096;

    private final Map<Topic.Plan, PlanMessage> waiting = new LinkedHashMap<>();

    /**
     * A message on a plan topic; an empty payload retires the plan.
     *
     * @param kept whether the broker had it already when this device subscribed
     */
    record PlanMessage(Topic.Plan topic, Payload payload, boolean kept) {}

    /** Takes a message; false if too many plans are waiting. Never blocks. */
    synchronized boolean put(PlanMessage message) {
        Topic.Plan topic = message.topic();
        if (waiting.size() >= MOST_TOPICS && !waiting.containsKey(topic)) {
            return false;
        }
        waiting.remove(topic);
        waiting.put(topic, message);
        notifyAll();
        return true;
    }

    synchronized Optional<PlanMessage> poll(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); waiting.isEmpty() && left > 0; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        Iterator<PlanMessage> oldest = waiting.values().iterator();
        if (!oldest.hasNext()) {
            return Optional.empty();
        }
        PlanMessage message = oldest.next();
        oldest.remove();
        return Optional.of(message);
    }

    /** Whether there is a later message on the topic than the one that was polled last. */
    synchronized boolean hasNewer(Topic.Plan topic) {
        return waiting.containsKey(topic);
    }
}
