package io.hyps.runner.mqtt;

import io.hyps.protocol.Payload;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.topic.Topic;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Measures the way to the broker: messages of growing size on a topic that nobody need subscribe to, each timed until its
 * PUBACK, until one takes long enough for the rest not to matter. Costs at most 8 MiB of traffic.
 */
public final class BandwidthProbe {
    private static final int FIRST_BYTES = 64 << 10;
    private static final int LARGEST_BYTES = 4 << 20;
    private static final long LONG_ENOUGH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final MqttLink link;
    private final Topic topic;
    private final LongSupplier nanos;

    public BandwidthProbe(MqttLink link, String device, LongSupplier nanos) {
        this.link = link;
        this.topic = new Topic.BandwidthProbe(device);
        this.nanos = nanos;
    }

    /**
     * Measures; the link must be connected.
     *
     * @return bytes per second
     * @throws LinkException if the broker does not take the messages
     */
    public long run() throws LinkException, InterruptedException {
        long empty = send(1);
        for (int bytes = FIRST_BYTES; ; bytes *= 2) {
            long sent = send(bytes);
            long took = Math.max(sent - empty, sent / 2); // on a busy machine an empty message can take longer
            if (took >= LONG_ENOUGH_NANOS || bytes >= LARGEST_BYTES) {
                return (long) (bytes * 1e9 / took);
            }
        }
    }

    private long send(int bytes) throws LinkException, InterruptedException {
        long start = nanos.getAsLong();
        try {
            link.publish(Publication.of(topic, Payload.of(new byte[bytes])))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LinkException("the broker does not take a message of " + bytes + " bytes: " + e, e);
        }
        return nanos.getAsLong() - start;
    }
}
