package io.hyps.gateway.replay;

import io.hyps.gateway.kafka.KafkaUnavailableException;
import io.hyps.gateway.kafka.TopicSetup;
import io.hyps.gateway.recording.RecordedFrame;
import io.hyps.gateway.recording.Recording;
import io.hyps.gateway.recording.RecordingReader;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.event.EventTopics;
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.plan.PublishedPlan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a recording's frames once more, under new ids, through chosen plans, on topics of its own, and compares the
 * answers with the recorded ones. Neither live topics nor sensors see anything of it.
 */
public final class Replay {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    private static final int WAITING_PER_FRAME_IN_FLIGHT = 4;

    private final ReplaySettings settings;
    private final Map<String, PublishedPlan> plans;
    private final ReplayListener listener;

    private Replay(ReplaySettings settings, Map<String, PublishedPlan> plans, ReplayListener listener) {
        this.settings = settings;
        this.plans = plans;
        this.listener = listener;
    }

    /**
     * Replays; returns when every frame has its answer or was given up.
     *
     * @param plans by model; each of the recording's models must have one
     */
    public static ReplayReport run(
            ReplaySettings settings, Recording recording, Map<String, PublishedPlan> plans, ReplayListener listener)
            throws ReplayException, IOException, MalformedMessageException, InterruptedException {
        for (String model : recording.models()) {
            if (!plans.containsKey(model)) {
                throw new ReplayException("no plan was chosen for the frames of model '" + model + "': choose one with"
                        + " --plan, or leave them out with --model");
            }
        }
        return new Replay(settings, plans, listener).run(recording);
    }

    private ReplayReport run(Recording recording)
            throws ReplayException, IOException, MalformedMessageException, InterruptedException {
        try (TopicSetup topics = TopicSetup.open(settings.kafkaSettings())) {
            topics.ensureTopics();
            try {
                return replay(recording);
            } finally {
                cleanUp(topics);
            }
        } catch (KafkaUnavailableException e) {
            throw new ReplayException(String.valueOf(e.getMessage()), e);
        }
    }

    private void cleanUp(TopicSetup topics) throws InterruptedException {
        if (settings.keepTopics()) {
            return;
        }
        try {
            topics.deleteTopics();
        } catch (KafkaUnavailableException e) {
            LOG.warn("replay's topics left behind run={} reason={}", settings.run(), e.getMessage());
        }
    }

    private ReplayReport replay(Recording recording)
            throws ReplayException, IOException, MalformedMessageException, InterruptedException {
        Tally tally = new Tally(WAITING_PER_FRAME_IN_FLIGHT * settings.framesInFlight(), this::cuts, listener);
        long began;
        try (ReplayGateway gateway = new ReplayGateway(settings, plans, tally);
                RecordingReader frames = recording.read()) {
            gateway.awaitOpen();
            began = System.nanoTime();
            feed(frames, gateway, tally);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        ReplayReport.Outcome outcome = tally.outcome();
        return new ReplayReport(
                settings.run(),
                plans.entrySet().stream()
                        .filter(plan -> recording.models().contains(plan.getKey()))
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, p -> p.getValue().epoch().toString())),
                settings.speed().toString(),
                recording.frames(),
                recording.results(),
                outcome,
                seconds,
                outcome.answered() / seconds);
    }

    private void feed(RecordingReader frames, ReplayGateway gateway, Tally tally)
            throws ReplayException, IOException, MalformedMessageException, InterruptedException {
        Pace pace = new Pace(settings.speed(), settings.perSecond());
        boolean flowing = true;
        for (Optional<RecordedFrame> next = frames.next(); next.isPresent(); next = frames.next()) {
            RecordedFrame recorded = next.get();
            if (flowing) {
                pace.await(recorded.storedAt());
                Frame frame = again(recorded.frame());
                flowing = tally.enter(frame.id(), recorded, settings.patience());
                if (flowing) {
                    append(gateway, frame);
                }
            }
            if (!flowing) {
                tally.missed(recorded);
            }
            if (!gateway.isAlive()) {
                throw new ReplayException("the replay's dispatcher has ended by a fault: see the log (HYPS_DEBUG=1)");
            }
        }
        if (!tally.awaitAll(settings.patience())) {
            tally.giveUp();
        }
    }

    /** A new id: runners drop what they have seen under the old one. The result names the old one as the sensor's. */
    private static Frame again(Frame frame) {
        return new Frame(
                FrameId.create(),
                frame.sensor(),
                frame.model(),
                Optional.of(frame.id().toString()),
                frame.capturedAt(),
                Instant.now(),
                frame.contentType(),
                Optional.empty(),
                Optional.empty(),
                frame.image());
    }

    private void append(ReplayGateway gateway, Frame frame) throws ReplayException, InterruptedException {
        EventTopics topics = EventTopics.ofReplay(settings.run());
        try {
            gateway.log()
                    .append(topics.frames(), frame.sensor(), FrameEvents.ofFrame(frame))
                    .get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ReplayException("frame " + frame.sensorsId() + " cannot be sent again: " + cause.getMessage(), e);
        } catch (TimeoutException e) {
            throw new ReplayException("Kafka at " + settings.kafka() + " does not take the replay's frames", e);
        }
    }

    private int cuts(RecordedFrame frame) {
        PublishedPlan plan = plans.get(frame.frame().model());
        int now = plan == null ? 0 : plan.plan().partitions().size();
        int before = frame.result()
                .flatMap(result -> Optional.ofNullable(result.timings()))
                .map(timings -> timings.stages().size())
                .orElse(0);
        return Math.max(1, now + before - 2);
    }

    /** When the next frame is due. */
    private static final class Pace {
        private final Speed speed;
        private final long leastNanos;
        private @Nullable Instant first;
        private long beganNanos;
        private long nextNanos;

        Pace(Speed speed, Optional<Double> perSecond) {
            this.speed = speed;
            this.leastNanos = perSecond.map(rate -> (long) (1e9 / rate)).orElse(0L);
        }

        void await(Instant storedAt) throws InterruptedException {
            if (first == null) {
                first = storedAt;
                beganNanos = System.nanoTime();
                nextNanos = beganNanos;
            }
            long due = beganNanos
                    + Math.max(0, speed.due(Duration.between(first, storedAt)).toNanos());
            long at = Math.max(due, nextNanos);
            TimeUnit.NANOSECONDS.sleep(at - System.nanoTime());
            nextNanos = at + leastNanos;
        }
    }
}
