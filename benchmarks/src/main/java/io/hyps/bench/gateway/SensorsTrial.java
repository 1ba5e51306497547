package io.hyps.bench.gateway;

import io.hyps.bench.broker.BenchBroker;
import io.hyps.bench.kafka.AnswerAudit;
import io.hyps.bench.pipeline.Medians;
import io.hyps.bench.pipeline.PublishedOn;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.ByteSize;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.sensor.ImageFile;
import io.hyps.stack.sensor.ImageFiles;
import io.hyps.stack.sensor.Shot;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** The demo's images on their whole way, of few and of many sensors, in turns on one stack. */
public final class SensorsTrial {
    private static final ByteSize RUNNER_MEMORY = ByteSize.parse("256MiB");
    private static final Duration STALLED_AFTER = Duration.ofSeconds(60);
    private static final Duration AUDIT_PATIENCE = Duration.ofSeconds(30);
    private static final int WARMING_UP_SENSORS = 10;
    private static final double NANOS_PER_MS = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Setting setting;
    private final List<String> sent = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    public SensorsTrial(Setting setting) {
        this.setting = setting;
    }

    /**
     * What is run.
     *
     * @param sensors how many, turn by turn
     * @param window images under way of each, until the answer
     * @param images of a turn for each sensor, of ten at most
     * @param warmUp images before the first round
     */
    public record Setting(List<Integer> sensors, int window, int images, int rounds, int warmUp, int runners) {
        public Setting {
            sensors = List.copyOf(sensors);
        }
    }

    /**
     * So many sensors; medians of the rounds.
     *
     * @param images of a turn
     * @param perSecond answered
     * @param p50Ms from the first sending of an image to its answer at the sensor
     */
    public record Row(int sensors, int images, double perSecond, double p50Ms, double p95Ms) {}

    /**
     * What stands in Kafka in the end.
     *
     * @param images that were sent, those before the first round too
     */
    public record Outcome(int images, long lost, long twice, long errors) {
        public boolean isRight() {
            return lost == 0 && twice == 0 && errors == 0;
        }
    }

    /** Rows in the order of the sensors, and what became of all images. */
    public record Result(List<Row> rows, Outcome outcome) {}

    public Result run(BenchBroker broker, Path directory, Consumer<String> progress) throws Exception {
        StackOptions options = StackOptions.of(directory.resolve("run"))
                .withMqtt(broker.url())
                .withRunners(setting.runners(), RUNNER_MEMORY)
                .withGateways(1, List.of());
        Installation installation = options.installation();
        List<ImageFile> images = ImageFiles.expand(List.of(installation.demoImages()));
        PlanFolder plan = DemoPlan.write(installation, setting.runners(), directory.resolve("plan"));
        try (Stack stack = Stack.start(options, (what, detail, took) -> {})) {
            PublishedOn.stack(stack, plan);
            Course course = new Course(broker.url(), plan.plan().model().name(), images);
            progress.accept("warming up");
            course.take(WARMING_UP_SENSORS, setting.warmUp());
            List<List<Row>> rounds = new ArrayList<>();
            for (int round = 1; round <= setting.rounds(); round++) {
                progress.accept("round " + round + " of " + setting.rounds());
                List<Row> rows = new ArrayList<>();
                for (int sensors : setting.sensors()) {
                    rows.add(course.take(sensors, images(sensors)));
                }
                rounds.add(rows);
            }
            AnswerAudit audit = AnswerAudit.read(stack.kafka(), AUDIT_PATIENCE);
            return new Result(
                    medians(rounds), new Outcome(sent.size(), audit.lost(sent).size(), audit.twice(), audit.errors()));
        }
    }

    /** One sensor alone takes as long for its images as many take for more. */
    private int images(int sensors) {
        return setting.images() * Math.min(sensors, 10);
    }

    private List<Row> medians(List<List<Row>> rounds) {
        List<Row> medians = new ArrayList<>();
        for (int i = 0; i < setting.sensors().size(); i++) {
            int sensors = setting.sensors().get(i);
            int at = i;
            List<Row> rows = rounds.stream().map(round -> round.get(at)).toList();
            medians.add(new Row(
                    sensors,
                    images(sensors),
                    median(rows, Row::perSecond),
                    median(rows, Row::p50Ms),
                    median(rows, Row::p95Ms)));
        }
        return medians;
    }

    private static double median(List<Row> rows, ToDoubleFunction<Row> what) {
        return Medians.of(rows.stream().mapToDouble(what).boxed().toList());
    }

    /** Where images go. */
    private final class Course {
        private final URI broker;
        private final String model;
        private final List<ImageFile> files;

        Course(URI broker, String model, List<ImageFile> files) {
            this.broker = broker;
            this.model = model;
            this.files = files;
        }

        Row take(int sensors, int images) throws Exception {
            try (SensorFleet fleet = SensorFleet.open(broker, model, sensors, setting.window())) {
                long began = System.nanoTime();
                fleet.start(images, () -> Shot.of(files.get(next.getAndIncrement() % files.size())));
                boolean done = fleet.awaitAnswered(images, STALLED_AFTER);
                double seconds = (System.nanoTime() - began) / NANOS_PER_SECOND;
                sent.addAll(fleet.sent());
                if (!done) {
                    throw new IllegalStateException(fleet.answered() + " of " + images + " images of " + sensors
                            + " sensors were answered, then none for " + STALLED_AFTER.toSeconds() + " s");
                }
                List<Long> sorted = fleet.latenciesNanos().stream().sorted().toList();
                return new Row(sensors, images, images / seconds, millis(sorted, 50), millis(sorted, 95));
            }
        }

        private static double millis(List<Long> sorted, int percent) {
            return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / NANOS_PER_MS;
        }
    }
}
