package io.hyps.bench.pipeline;

import io.hyps.protocol.Payload;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** How much longer a message takes from a publish to the delivery for each byte that it has. */
public final class Echo {
    private static final String TOPIC = "hyps-bench/echo";
    private static final int ROUNDS = 60;
    private static final int SMALL_BYTES = 10_000;
    private static final int LARGE_BYTES = 3_000_000;
    private static final long PATIENCE_SECONDS = 30;

    private Echo() {}

    public static double nanosPerByte(MqttLink link) throws LinkException, InterruptedException, ExecutionException {
        double more = nanos(link, LARGE_BYTES) - nanos(link, SMALL_BYTES);
        return Math.max(0, more) / (LARGE_BYTES - SMALL_BYTES);
    }

    /** The median of messages one after another. */
    private static double nanos(MqttLink link, int bytes)
            throws LinkException, InterruptedException, ExecutionException {
        LinkedBlockingQueue<Long> deliveries = new LinkedBlockingQueue<>();
        try (MqttLink.Subscription subscription = link.subscribe(TOPIC, delivery -> {
            deliveries.add(System.nanoTime());
            delivery.acknowledge();
        })) {
            subscription.granted().get();
            Payload payload = Payload.of(new byte[bytes]);
            long[] nanos = new long[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                long start = System.nanoTime();
                var unused = link.publish(Publication.of(TOPIC, payload));
                Long delivered = deliveries.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (delivered == null) {
                    throw new IllegalStateException("the broker does not deliver");
                }
                nanos[i] = delivered - start;
            }
            Arrays.sort(nanos);
            return nanos[ROUNDS / 2];
        }
    }
}
