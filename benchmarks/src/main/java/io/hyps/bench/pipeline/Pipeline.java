package io.hyps.bench.pipeline;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.StageTime;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorCodec;
import io.hyps.protocol.tensor.TensorEncoder;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.protocol.topic.Topic;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sends frames through runners as a gateway would, with so many under way, and takes the time. */
public final class Pipeline implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;
    private static final long NANOS_PER_MICRO = 1000;
    private static final double WARMING_UP = 0.1;

    private final MqttLink link;
    /** Its own, as several pipelines may share a link. */
    private final String gateway = "bench-" + FrameId.create();

    private final PublishedPlan published;
    private final Map<String, Tensor> input;
    private final MqttLink.Subscription outputs;
    private final TensorEncoder encoder = new TensorEncoder();
    private final BlockingQueue<TensorMessage> arrived = new LinkedBlockingQueue<>();
    private final Map<FrameId, Set<String>> missing = new ConcurrentHashMap<>();

    private Pipeline(MqttLink link, PublishedPlan published, Map<String, Tensor> input) {
        this.link = link;
        this.published = published;
        this.input = input;
        this.outputs = link.subscribe(Topic.GatewayOutput.filter(gateway), this::deliver);
    }

    /** @param input the same for all frames */
    public static Pipeline open(MqttLink link, PublishedPlan published, Map<String, Tensor> input)
            throws InterruptedException, ExecutionException {
        Pipeline pipeline = new Pipeline(link, published, input);
        pipeline.outputs.granted().get();
        return pipeline;
    }

    /**
     * What was measured. With {@link #run} throughput is of the frames after the first tenth, as the simulation has it.
     *
     * @param frames that were sent
     * @param computeNanos the median of each partition, as its runner says
     * @param transitMs the median of the time in which no partition of the frame's computes, for a chain
     * @param parts where the time went, by partition
     * @param answerMs the median from the end of the last computation to the answer
     */
    public record Measured(
            int frames,
            double throughputPerSecond,
            double p50Ms,
            double p95Ms,
            double transitMs,
            Map<String, Long> computeNanos,
            Map<String, Breakdown.Part> parts,
            double answerMs) {}

    public Measured run(int frames, int inFlight) throws LinkException, InterruptedException {
        return run(frames, inFlight, answer -> {});
    }

    /**
     * Sends so many frames; towards the end fewer are under way.
     *
     * @param check gets one tensor of each frame's outputs, the last that came
     * @throws IllegalStateException if an answer is a failure or does not come in two minutes
     */
    public Measured run(int frames, int inFlight, Consumer<TensorMessage> check)
            throws LinkException, InterruptedException {
        return run(new Span((int) Math.max(1, frames * WARMING_UP), frames, 0), inFlight, check);
    }

    /**
     * Measures so many frames with others before and after them, so that the pipeline is full from the first to the last.
     *
     * @param check as above
     * @throws IllegalStateException as above
     */
    public Measured runFull(int frames, int inFlight, Consumer<TensorMessage> check)
            throws LinkException, InterruptedException {
        return run(new Span(inFlight, inFlight + frames, inFlight - 1), inFlight, check);
    }

    /**
     * Which frames count.
     *
     * @param before answers before the clock of the throughput starts
     * @param counted all answers until it stops
     * @param after answers after that
     */
    private record Span(int before, int counted, int after) {
        int all() {
            return counted + after;
        }
    }

    private Measured run(Span span, int inFlight, Consumer<TensorMessage> check)
            throws LinkException, InterruptedException {
        int frames = span.all();
        Map<FrameId, Moment> sent = new HashMap<>();
        Breakdown breakdown = new Breakdown(published.plan());
        Map<String, List<Long>> stages = new TreeMap<>();
        long[] latencies = new long[frames];
        long[] answered = new long[frames];
        long[] transits = new long[frames];
        int dispatched = 0;
        for (int done = 0; done < frames; done++) {
            while (dispatched < frames && dispatched - done < inFlight) {
                FrameId frame = FrameId.create();
                sent.put(frame, Moment.now());
                send(frame);
                dispatched++;
            }
            TensorMessage answer = nextAnswer();
            Moment end = Moment.now();
            answered[done] = end.nanos();
            check.accept(answer);
            answer.stages().forEach(stage -> stages.computeIfAbsent(stage.partition(), p -> new ArrayList<>())
                    .add(stage.computeMicros() * NANOS_PER_MICRO));
            FrameId frame = answer.address().frame();
            Moment start = sent.getOrDefault(frame, end);
            latencies[done] = end.nanos() - start.nanos();
            breakdown.add(start.micros(), answer.stages(), end.micros());
            transits[done] = latencies[done]
                    - NANOS_PER_MICRO
                            * answer.stages().stream()
                                    .mapToLong(StageTime::computeMicros)
                                    .sum();
        }
        Arrays.sort(latencies);
        Arrays.sort(transits);
        double seconds = (answered[span.counted() - 1] - answered[span.before() - 1]) / 1e9;
        return new Measured(
                frames,
                (span.counted() - span.before()) / seconds,
                latencies[frames / 2] / 1e6,
                latencies[frames * 95 / 100] / 1e6,
                transits[frames / 2] / 1e6,
                medians(stages),
                breakdown.parts(),
                breakdown.answerMs());
    }

    /** A moment, by the clock that measures and the one that all processes share. */
    private record Moment(long nanos, long micros) {
        static Moment now() {
            return new Moment(System.nanoTime(), ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        }
    }

    private void send(FrameId frame) throws LinkException, InterruptedException {
        missing.put(frame, new HashSet<>(published.plan().outputs()));
        int shard = frame.shard(published.plan().shards());
        for (Map.Entry<String, Tensor> tensor : input.entrySet()) {
            TensorMessage.Address address = new TensorMessage.Address(
                    frame, published.plan().model().name(), published.epoch(), 1, gateway, tensor.getKey());
            EncodedTensor content = encoder.encode(
                    tensor.getValue(), published.plan().tensor(tensor.getKey()).travelsAs());
            byte[] message = TensorCodec.encode(new TensorMessage.Data(address, content, List.of()));
            Topic topic = new Topic.Tensor(address.model(), address.epoch(), tensor.getKey(), shard);
            var unused = link.publish(Publication.of(topic, Payload.of(message)).ofType(TensorCodec.CONTENT_TYPE));
        }
    }

    private static Map<String, Long> medians(Map<String, List<Long>> stages) {
        Map<String, Long> medians = new TreeMap<>();
        stages.forEach((partition, nanos) ->
                medians.put(partition, nanos.stream().sorted().toList().get(nanos.size() / 2)));
        return medians;
    }

    private TensorMessage nextAnswer() throws InterruptedException {
        while (true) {
            TensorMessage message = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (message == null || message instanceof TensorMessage.Failed) {
                throw new IllegalStateException("a frame came to nothing: " + message);
            }
            FrameId frame = message.address().frame();
            Set<String> left = missing.getOrDefault(frame, Set.of());
            if (left.remove(message.address().tensor()) && left.isEmpty()) {
                missing.remove(frame);
                return message;
            }
        }
    }

    private void deliver(Delivery delivery) {
        try {
            arrived.add(TensorCodec.decode(delivery.message().payload().array()));
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("a runner sent what is no tensor", e);
        } finally {
            delivery.acknowledge();
        }
    }

    @Override
    public void close() {
        outputs.close();
    }
}
