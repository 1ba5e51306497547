package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.device.DeviceStatus.Phase;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.topic.Topic;
import io.hyps.stack.parts.RunnerPart;
import io.hyps.stack.sensor.ImageFile;
import io.hyps.stack.sensor.ImageFiles;
import io.hyps.stack.sensor.Sensor;
import io.hyps.stack.sensor.SensorListener;
import io.hyps.stack.sensor.SensorOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A runner is killed (SIGKILL) at its work and started again: every frame is answered, and once. Where all is let in, and where
 * everything is asked who it is.
 */
@ParameterizedClass(name = "secured: {0}")
@ValueSource(booleans = {false, true})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RunnerKillIT {
    private static final List<String> SENSORS = List.of("it-kill-compute", "it-kill-fetching", "it-kill-loading");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Parameter
    boolean secured;

    private RunningSystem system;

    /** Unlike what is annotated {@code BeforeAll}, which runs once for both. */
    @BeforeParameterizedClassInvocation
    void start() throws Exception {
        system = secured ? RunningSystem.startSecured(SENSORS) : RunningSystem.start();
    }

    @AfterParameterizedClassInvocation
    void stop() throws Exception {
        system.close();
    }

    @Test
    void answersEveryFrameOnceThoughRunnersAreKilledWhileTheyCompute() throws Exception {
        List<ImageFile> images = ImageFiles.expand(List.of(system.installation().demoImages()));
        List<RunnerPart> runners = system.stack().runners();
        Answers answers = new Answers(system.records());
        try (Sensor sensor = sensor("it-kill-compute", answers)) {
            for (int i = 0; i < images.size(); i++) {
                answers.send(sensor, images.get(i));
                if (i % 30 == 15) {
                    RunnerPart runner = runners.get(i / 30 % runners.size());
                    runner.restart();
                }
            }
            assertThat(sensor.awaitDone(PATIENCE)).isTrue();
        }
        answers.assertOneGoodAnswerEach(images.size());
    }

    @ParameterizedTest
    @CsvSource({"FETCHING, 2, latency", "LOADING, 1, memory"})
    void answersEveryFrameOnceThoughARunnerIsKilledInThatPhase(Phase phase, int devices, String objective)
            throws Exception {
        Path plan = system.planDirectory().resolveSibling("plan-" + phase);
        RunningSystem.hyps(
                        "plan",
                        system.installation().demoModel().toString(),
                        "--device-count",
                        Integer.toString(devices),
                        "--device-memory",
                        "64MiB",
                        "--objective",
                        objective,
                        "--out",
                        plan.toString())
                .assertDone();
        CompletableFuture<RunnerPart> killed = new CompletableFuture<>();
        Future<Path> published;
        try (MqttLink.Subscription statuses = system.link().subscribe(Topic.DeviceStatus.ALL_FILTER, delivery -> {
            killIfIn(phase, delivery.message(), killed);
            delivery.acknowledge();
        })) {
            statuses.granted().get(10, TimeUnit.SECONDS);
            published = ForkJoinPool.commonPool().submit(() -> {
                system.publish(plan);
                return plan;
            });
            killed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        Answers answers = new Answers(system.records());
        List<ImageFile> images = ImageFiles.expand(List.of(system.installation().demoImages()))
                .subList(0, 12); // fewer than may be under way, so that sending does not wait for the runner
        try (Sensor sensor = sensor("it-kill-" + phase.toString().toLowerCase(Locale.ROOT), answers)) {
            for (ImageFile image : images) {
                answers.send(sensor, image);
            }
            killed.join().restart();
            assertThat(published.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(plan);
            assertThat(sensor.awaitDone(PATIENCE)).isTrue();
        }
        answers.assertOneGoodAnswerEach(images.size());
    }

    private void killIfIn(Phase phase, MqttMessage message, CompletableFuture<RunnerPart> killed) {
        if (killed.isDone() || message.retained() || message.payload().isEmpty()) {
            return;
        }
        DeviceStatus status;
        try {
            status = Json.decode("status", message.payload().array(), DeviceStatus.class);
        } catch (MalformedMessageException e) {
            throw new IllegalStateException(e);
        }
        if (status.partitions().stream().anyMatch(held -> held.phase() == phase)) {
            system.stack().runners().stream()
                    .filter(runner -> runner.device().equals(status.device()))
                    .findFirst()
                    .ifPresent(runner -> {
                        ProcessHandle.of(runner.pid()).ifPresent(ProcessHandle::destroyForcibly);
                        killed.complete(runner);
                    });
        }
    }

    private Sensor sensor(String id, SensorListener listener) throws Exception {
        assertThat(system.isSecured()).isEqualTo(secured);
        return Sensor.open(system.sensor(id), new SensorOptions(id, RunningSystem.MODEL, 16, true), listener);
    }
}
