package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.it.TraceReceiver.Received;
import io.hyps.protocol.Payload;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.topic.Topic;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One image's trace, as a collector gets it from the processes that have a part in it. */
final class TraceIT {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SENSORS_SPAN = "00f067aa0ba902b7";
    private static final int GATEWAYS_SPANS = 5;

    @Test
    void followsAnImageFromTheSensorThroughEveryPartitionToItsResult() throws Exception {
        try (TraceReceiver collector = TraceReceiver.start();
                RunningSystem system = RunningSystem.start(options ->
                        options.withGateways(1, List.of("-Dhyps.gateway.tracing.endpoint=" + collector.url())));
                AnyMqttClient tensors = AnyMqttClient.hearing(system.link(), Topic.Tensor.ALL_FILTER);
                AnyMqttClient results =
                        AnyMqttClient.hearing(system.link(), new Topic.SensorResult("it-spans", RunningSystem.MODEL))) {
            byte[] image = Files.readAllBytes(system.installation().demoImages().resolve("000-boot.png"));
            results.send(Publication.of(new Topic.SensorImage("it-spans", RunningSystem.MODEL), Payload.of(image))
                    .withUserProperties(Map.of("traceparent", "00-" + TRACE + "-" + SENSORS_SPAN + "-01")));
            List<String> partitions = partitions(system);
            assertThat(results.next().userProperties().get("traceparent")).contains(TRACE);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> collector.spansOf(TRACE).size() == GATEWAYS_SPANS + partitions.size());

            List<Received> spans = collector.spansOf(TRACE);
            Received ingest = named(spans, "ingest");
            Received dispatch = named(spans, "dispatch");
            Received attempt = named(spans, "attempt");
            assertThat(ingest.parent()).isEqualTo(SENSORS_SPAN);
            assertThat(dispatch.parent()).isEqualTo(ingest.id());
            assertThat(List.of(named(spans, "prepare"), attempt, named(spans, "result")))
                    .allSatisfy(step -> assertThat(step.parent()).isEqualTo(dispatch.id()));
            assertThat(tensors.soFar().stream()
                            .map(message -> message.userProperties().get("traceparent"))
                            .distinct())
                    .containsExactly("00-" + TRACE + "-" + dispatch.id() + "-01");
            assertPartitions(partitions, spans, attempt);
        }
    }

    private static void assertPartitions(List<String> partitions, List<Received> spans, Received attempt) {
        assertThat(spans.stream().filter(span -> span.service().equals("hyps-runner")))
                .allSatisfy(span -> {
                    assertThat(span.parent()).isEqualTo(attempt.id());
                    assertThat(span.span().getStartTimeUnixNano())
                            .isGreaterThanOrEqualTo(attempt.span().getStartTimeUnixNano());
                    assertThat(span.span().getEndTimeUnixNano())
                            .isGreaterThan(span.span().getStartTimeUnixNano())
                            .isLessThanOrEqualTo(attempt.span().getEndTimeUnixNano());
                })
                .extracting(span -> span.span().getName())
                .containsExactlyInAnyOrderElementsOf(partitions);
    }

    private static List<String> partitions(RunningSystem system) throws Exception {
        byte[] plan = Files.readAllBytes(system.planDirectory().resolve("plan.json"));
        return Json.decodeStrictly("plan", plan, Plan.class).partitions().stream()
                .map(partition -> "partition " + partition.id())
                .toList();
    }

    private static Received named(List<Received> spans, String name) {
        List<Received> found = spans.stream()
                .filter(span -> span.span().getName().equals(name))
                .toList();
        assertThat(found).as(name).hasSize(1);
        assertThat(found.get(0).service()).isEqualTo("hyps-gateway");
        return found.get(0);
    }
}
