package io.hyps.bench.gateway;

import io.hyps.bench.broker.BenchBroker;
import io.hyps.bench.kafka.AnswerAudit;
import io.hyps.bench.pipeline.PublishedOn;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.ByteSize;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.sensor.ImageFile;
import io.hyps.stack.sensor.ImageFiles;
import io.hyps.stack.sensor.Shot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** The whole way of many images: sensors, broker, gateways, Kafka, runners and back, with gateways killed meanwhile. */
final class GatewayTrial {
    private static final ByteSize RUNNER_MEMORY = ByteSize.parse("256MiB");
    private static final Duration STALLED_AFTER = Duration.ofSeconds(90);
    private static final Duration AUDIT_PATIENCE = Duration.ofSeconds(30);
    private static final Duration SYS_INTERVAL = Duration.ofSeconds(2);

    private final Setting setting;

    GatewayTrial(Setting setting) {
        this.setting = setting;
    }

    /**
     * What is run.
     *
     * @param window images under way of each sensor
     * @param seed of the moments of the kills
     */
    record Setting(int images, int sensors, int window, int gateways, int runners, int kills, long seed) {}

    GatewayReport run(BenchBroker broker, Path directory) throws Exception {
        StackOptions options = StackOptions.of(directory.resolve("run"))
                .withMqtt(broker.url())
                .withRunners(setting.runners(), RUNNER_MEMORY)
                .withGateways(setting.gateways(), List.of());
        Installation installation = options.installation();
        List<ImageFile> images = ImageFiles.expand(List.of(installation.demoImages()));
        try (Stack stack = Stack.start(options, (what, detail, took) -> {})) {
            PlanFolder plan = DemoPlan.write(installation, setting.runners(), directory.resolve("plan"));
            PublishedOn.stack(stack, plan);
            String model = plan.plan().model().name();
            try (DroppedCount dropped = DroppedCount.open(stack.link());
                    SensorFleet fleet = SensorFleet.open(broker.url(), model, setting.sensors(), setting.window());
                    Killer killer =
                            new Killer(stack, setting.kills(), setting.images(), fleet::answered, setting.seed())) {
                return measure(broker, stack, images, fleet, killer, dropped);
            }
        }
    }

    private GatewayReport measure(
            BenchBroker broker,
            Stack stack,
            List<ImageFile> images,
            SensorFleet fleet,
            Killer killer,
            DroppedCount dropped)
            throws Exception {
        AtomicInteger next = new AtomicInteger();
        long began = System.nanoTime();
        fleet.start(setting.images(), () -> Shot.of(images.get(next.getAndIncrement() % images.size())));
        boolean done = fleet.awaitAnswered(setting.images(), STALLED_AFTER);
        double seconds = (System.nanoTime() - began) / 1e9;
        double ingestSeconds = (fleet.lastAcceptedNanos() - began) / 1e9;
        AnswerAudit audit = AnswerAudit.read(stack.kafka(), AUDIT_PATIENCE);
        Thread.sleep(SYS_INTERVAL.toMillis());
        List<String> lost = audit.lost(fleet.sent());
        if (!done) {
            stack.keepLogs();
            throw new StalledException(fleet, lost, audit, stack.runDirectory());
        }
        OptionalLong count = dropped.value();
        return new GatewayReport(
                broker.name(),
                setting.images(),
                setting.sensors(),
                setting.window(),
                setting.gateways(),
                setting.runners(),
                killer.awaitKills(),
                new GatewayReport.Answers(
                        audit.answers().size(),
                        lost.size(),
                        audit.twice(),
                        audit.errors(),
                        audit.frames(),
                        audit.results(),
                        audit.duplicates()),
                count.isPresent() ? Long.valueOf(count.getAsLong()) : null,
                seconds,
                setting.images() / ingestSeconds,
                setting.images() / seconds,
                latency(fleet.latenciesNanos().stream().sorted().toList()),
                killer.peakRssBytes(),
                null);
    }

    private static GatewayReport.Latency latency(List<Long> sorted) {
        return new GatewayReport.Latency(millis(sorted, 50), millis(sorted, 95), millis(sorted, 99));
    }

    private static double millis(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1e6;
    }
}
