package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.parts.StackSecurity;
import io.hyps.stack.process.ChildProcess;
import io.hyps.stack.sensor.ImageFiles;
import io.hyps.stack.sensor.Sensor;
import io.hyps.stack.sensor.SensorListener;
import io.hyps.stack.sensor.SensorOptions;
import io.hyps.stack.sensor.Shot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway and {@code hyps replay} on a Kafka that asks for TLS and a password (SASL_SSL). */
final class SecureKafkaIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path work;

    @Test
    void keepsFramesAndResultsInAKafkaThatAsksWhoItIs() throws Exception {
        try (SecureKafka kafka = SecureKafka.start(work, certificates())) {
            Path properties = kafka.properties();
            try (Stack stack = Stack.start(
                    StackOptions.of(work.resolve("run"))
                            .withRunners(1, ByteSize.parse("256MiB"))
                            .withKafka(kafka.bootstrap())
                            .withSecurity(new StackSecurity(
                                    Map.of(),
                                    Map.of(
                                            "gateway",
                                            Map.of("HYPS_GATEWAY_KAFKA_PROPERTIES_FILE", properties.toString())))),
                    (what, detail, took) -> {})) {
                publish(stack);

                assertThat(answer(stack).status()).isEqualTo(InferenceResult.Status.OK);

                assertThat(replay(stack, kafka, properties))
                        .contains("\"frames\":1", "\"answered\":1", "\"differences\":0");
                try (var logs = Files.list(stack.runDirectory())) {
                    for (Path log : logs.filter(Files::isRegularFile).toList()) {
                        assertThat(Files.readString(log)).doesNotContain(SecureKafka.PASSWORD);
                    }
                }
            }
        }
    }

    private String replay(Stack stack, SecureKafka kafka, Path properties) throws Exception {
        Path answer = work.resolve("replay.json");
        Path log = stack.runDirectory().resolve("replay.log");
        ChildProcess replay = ChildProcess.start(
                "replay",
                List.of(
                        Installation.locate().root().resolve("hyps").toString(),
                        "replay",
                        "--mqtt",
                        stack.mqttUrl().toString(),
                        "--kafka",
                        kafka.bootstrap(),
                        "--compare",
                        "--json"),
                Map.of("HYPS_GATEWAY_KAFKA_PROPERTIES_FILE", properties.toString()),
                answer,
                log);
        replay.awaitEnd(PATIENCE.multipliedBy(2));
        assertThat(replay.exitCode()).as(replay.obituary()).hasValue(0);
        return Files.readString(answer).replaceAll("\\s", "");
    }

    private static InferenceResult answer(Stack stack) throws Exception {
        BlockingQueue<InferenceResult> answers = new LinkedBlockingQueue<>();
        SensorListener listener = new SensorListener() {
            @Override
            public void answered(Shot shot, InferenceResult result, Duration latency) {
                answers.add(result);
            }
        };
        Path images = Installation.locate().demoImages();
        try (Sensor sensor =
                Sensor.open(stack.link(), new SensorOptions("cam-1", RunningSystem.MODEL, 1, true), listener)) {
            assertThat(sensor.send(Shot.of(ImageFiles.expand(List.of(images)).get(0)), PATIENCE))
                    .isTrue();
            InferenceResult answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(answer).isNotNull();
            return answer;
        }
    }

    private void publish(Stack stack) {
        Path plan = DemoPlan.write(work.resolve("plan"), 1);
        RunningSystem.hyps("publish", plan.toString(), "--mqtt", stack.mqttUrl().toString())
                .assertDone();
    }

    private Path certificates() throws Exception {
        Path site = work.resolve("site");
        String script = Installation.locate().root().resolve("mosquitto/site").toString();
        SecureSite.run(List.of(script, site.toString(), "--host", "localhost"));
        return site;
    }
}
