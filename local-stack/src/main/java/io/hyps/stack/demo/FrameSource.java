package io.hyps.stack.demo;

import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackException;
import io.hyps.stack.sensor.Sensor;
import io.hyps.stack.sensor.SensorListener;
import io.hyps.stack.sensor.SensorOptions;
import io.hyps.stack.sensor.Shot;
import io.hyps.stack.terminal.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The demo's sensor: sends the samples one after another, a few at a time, and notes what it hears. */
final class FrameSource implements SensorListener {
    private static final String SENSOR = "demo";
    /** More than partitions, so that each has work while others compute; few, so that frames do not queue for long. */
    private static final int UNDER_WAY = 6;

    private static final Duration TICK = Duration.ofSeconds(1);
    /** Beyond every deadline of the gateway: after this nothing will come. */
    private static final int PATIENCE_TICKS = 90;

    private final Samples samples;
    private final Progress progress;
    private final List<String> ids = new ArrayList<>();
    private final Map<String, Integer> shown = new TreeMap<>();
    private final Map<Integer, InferenceResult> answers = new TreeMap<>();
    private final Numbers latencies = new Numbers();
    private int heard;

    FrameSource(Samples samples, Progress progress) {
        this.samples = samples;
        this.progress = progress;
    }

    /** Sends so many frames and waits for their answers, as long as the stack lives. */
    void run(Stack stack, int frames) throws LinkException, StackException, InterruptedException {
        SensorOptions options = new SensorOptions(SENSOR, DemoModel.NAME, UNDER_WAY, true);
        try (Sensor sensor = Sensor.open(stack.link(), options, this)) {
            for (int frame = 0; frame < frames; frame++) {
                Shot shot = Shot.of(
                        samples.images().get(samples.imageOfFrame(frame)).image());
                note(shot, frame);
                Attempt send = () -> sensor.send(shot, TICK);
                if (!patiently(stack, send)) {
                    return;
                }
            }
            patiently(stack, () -> sensor.awaitDone(TICK));
        }
    }

    @Override
    public synchronized void answered(Shot shot, InferenceResult result, Duration latency) {
        heard++;
        latencies.add(latency.toNanos() / 1e6);
        Integer frame = shown.get(shot.id());
        if (frame != null) {
            answers.put(frame, result);
        }
        progress.step();
    }

    synchronized List<String> ids() {
        return List.copyOf(ids);
    }

    synchronized int heard() {
        return heard;
    }

    /** From the image's publish to the answer at the sensor, in milliseconds. */
    synchronized Numbers latencies() {
        return latencies;
    }

    /** The answers to show, by frame. */
    synchronized Map<Integer, InferenceResult> answers() {
        return new TreeMap<>(answers);
    }

    private synchronized void note(Shot shot, int frame) {
        ids.add(shot.id());
        if (DemoScreen.isShown(frame)) {
            shown.put(shot.id(), frame);
        }
    }

    private static boolean patiently(Stack stack, Attempt attempt)
            throws LinkException, StackException, InterruptedException {
        for (int tick = 0; tick < PATIENCE_TICKS; tick++) {
            if (attempt.succeeds()) {
                return true;
            }
            stack.requireAlive();
        }
        return false;
    }

    /** Takes a while. */
    @FunctionalInterface
    private interface Attempt {
        boolean succeeds() throws LinkException, InterruptedException;
    }
}
