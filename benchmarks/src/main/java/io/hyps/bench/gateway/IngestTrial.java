package io.hyps.bench.gateway;

import io.hyps.bench.broker.BenchBroker;
import io.hyps.bench.kafka.AppendSpeed;
import io.hyps.protocol.ByteSize;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Images of a model that has no plan: they come to Kafka and wait there, so that ingest is measured alone. */
final class IngestTrial {
    private static final String MODEL = "unplanned";
    private static final ByteSize MEMORY = ByteSize.parse("256MiB");
    private static final int WARMING_UP_SHARE = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> WAITS_FOR_A_PLAN =
            List.of("-Dhyps.gateway.plan-grace=1h", "-Dhyps.gateway.drain-timeout=1ms");

    private final int images;
    private final int bytes;
    private final int sensors;
    private final int window;

    IngestTrial(int images, int bytes, int sensors, int window) {
        this.images = images;
        this.bytes = bytes;
        this.sensors = sensors;
        this.window = window;
    }

    GatewayReport.Ingest run(BenchBroker broker, Path directory) throws Exception {
        StackOptions options = StackOptions.of(directory)
                .withMqtt(broker.url())
                .withRunners(1, MEMORY)
                .withGateways(1, WAITS_FOR_A_PLAN);
        try (Stack stack = Stack.start(options, (what, detail, took) -> {})) {
            double ours = ingest(broker);
            double kafkas = AppendSpeed.perSecond(stack.kafka(), images, bytes);
            return new GatewayReport.Ingest(bytes, images, ours, kafkas, ours / kafkas);
        }
    }

    private double ingest(BenchBroker broker) throws Exception {
        byte[] content = new byte[bytes];
        new Random(1).nextBytes(content);
        int warm = images / WARMING_UP_SHARE;
        try (LightFleet fleet = LightFleet.open(broker.url(), MODEL, sensors, window, content)) {
            fleet.start(images);
            fleet.awaitAccepted(warm, PATIENCE);
            long counted = fleet.accepted();
            long began = System.nanoTime();
            fleet.awaitAccepted(images, PATIENCE);
            return (images - counted) / ((fleet.lastAcceptedNanos() - began) / 1e9);
        }
    }
}
