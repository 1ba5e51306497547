package io.hyps.gateway.mqtt;

import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.gateway.kafka.ResultSink;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.mqtt.PublishOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends results to sensors: on the sensor's result topic and on its response topic, if it gave one. */
public final class ResultPublisher implements ResultSink {
    private static final Logger LOG = LoggerFactory.getLogger(ResultPublisher.class);
    private static final Duration RECONNECTED_WITHIN = Duration.ofSeconds(1);
    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(30);

    private final MqttLink link;

    public ResultPublisher(MqttLink link) {
        this.link = link;
    }

    /** Sends all, and again all that the broker has not acknowledged; so a result may be sent twice. Duplicates have no answer of their own. */
    @Override
    public void accept(List<ResultRecord> results) throws InterruptedException {
        List<Publication> remaining = results.stream()
                .filter(r -> r.duplicateOf().isEmpty())
                .flatMap(r -> SensorAnswers.result(r.frame(), r.json()).stream())
                .toList();
        while (!remaining.isEmpty()) {
            while (!link.awaitConnected(RECONNECTED_WITHIN)) {
                LOG.debug("results wait for the broker count={}", remaining.size());
            }
            remaining = send(remaining);
        }
        results.forEach(ResultPublisher::logSent);
    }

    private List<Publication> send(List<Publication> publications) throws InterruptedException {
        List<Sent> sent = new ArrayList<>();
        List<Publication> failed = new ArrayList<>();
        for (Publication publication : publications) {
            try {
                sent.add(new Sent(publication, link.publish(publication)));
            } catch (LinkException e) {
                LOG.debug("result not sent yet topic={} reason={}", publication.topic(), e.getMessage());
                failed.add(publication);
            }
        }
        for (Sent each : sent) {
            if (!acknowledged(each)) {
                failed.add(each.publication());
            }
        }
        return failed;
    }

    private static boolean acknowledged(Sent sent) throws InterruptedException {
        try {
            PublishOutcome outcome = sent.outcome().get(ACKNOWLEDGED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            if (outcome instanceof PublishOutcome.Refused refused) {
                LOG.warn(
                        "broker refuses a result, which stays in Kafka only topic={} reason={}",
                        sent.publication().topic(),
                        refused.reason());
            }
            return true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("result sent again topic={} reason={}", sent.publication().topic(), e.getMessage());
            return false;
        }
    }

    private static void logSent(ResultRecord result) {
        Frame frame = result.frame();
        LOG.debug("result sent frameId={} sensor={} model={}", frame.id(), frame.sensor(), frame.model());
    }

    private record Sent(Publication publication, CompletableFuture<PublishOutcome> outcome) {}
}
