package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Required;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.stack.sensor.ImageFile;
import io.hyps.stack.sensor.Sensor;
import io.hyps.stack.sensor.SensorListener;
import io.hyps.stack.sensor.Shot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a sensor sent and what came back to it. */
final class Answers implements SensorListener {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final KafkaRecords kafka;
    private final List<String> sent = new ArrayList<>();
    private final Queue<Map.Entry<String, InferenceResult>> heard = new ConcurrentLinkedQueue<>();

    Answers(String kafka) {
        this(new KafkaRecords(kafka));
    }

    Answers(KafkaRecords kafka) {
        this.kafka = kafka;
    }

    void send(Sensor sensor, ImageFile image) throws Exception {
        Shot shot = Shot.of(image);
        sent.add(shot.id());
        assertThat(sensor.send(shot, PATIENCE)).isTrue();
    }

    @Override
    public void answered(Shot shot, InferenceResult result, Duration latency) {
        heard.add(Map.entry(shot.id(), result));
    }

    /** To the sensor and in Kafka. */
    void assertOneGoodAnswerEach(int count) {
        assertGoodAnswers(count);
        assertOneEach(results());
    }

    /**
     * The same where the sensor may have had to send images again: what came a second time has a result that names the
     * frame with that image's answer.
     */
    void assertOneGoodAnswerEachBesideDuplicates(int count) {
        assertGoodAnswers(count);
        Map<Boolean, List<ConsumerRecord<byte[], byte[]>>> results = results().stream()
                .collect(Collectors.partitioningBy(
                        r -> KafkaRecords.attribute(r, "duplicateof").isEmpty()));
        List<ConsumerRecord<byte[], byte[]>> answers = Required.field("answers", results.get(true));
        List<ConsumerRecord<byte[], byte[]>> duplicates = Required.field("duplicates", results.get(false));
        assertOneEach(answers);
        Map<String, String> answered = answers.stream()
                .collect(Collectors.toMap(
                        r -> KafkaRecords.attribute(r, "suppliedid"), r -> KafkaRecords.attribute(r, "id")));
        assertThat(duplicates).allSatisfy(r -> assertThat(answered)
                .containsEntry(KafkaRecords.attribute(r, "suppliedid"), KafkaRecords.attribute(r, "duplicateof")));
    }

    private void assertGoodAnswers(int count) {
        await().atMost(PATIENCE).until(() -> heard.size() >= count);
        assertThat(heard).extracting(Map.Entry::getKey).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(heard).extracting(entry -> entry.getValue().status()).containsOnly(InferenceResult.Status.OK);
    }

    private List<ConsumerRecord<byte[], byte[]>> results() {
        return kafka.all(FrameTopics.RESULTS, r -> sent.contains(KafkaRecords.attribute(r, "suppliedid")));
    }

    private void assertOneEach(List<ConsumerRecord<byte[], byte[]>> results) {
        assertThat(results)
                .extracting(r -> KafkaRecords.attribute(r, "suppliedid"))
                .containsExactlyInAnyOrderElementsOf(sent);
        assertThat(results).allSatisfy(r -> assertThat(
                        Json.decode("result", r.value(), InferenceResult.class).status())
                .isEqualTo(InferenceResult.Status.OK));
    }
}
