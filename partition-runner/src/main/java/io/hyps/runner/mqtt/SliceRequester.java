package io.hyps.runner.mqtt;

import io.hyps.protocol.Payload;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.slice.SliceRequest;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.slice.SliceFetcher;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends slice requests to the planner. A planner that was away should not find old ones, so they expire. */
public final class SliceRequester implements SliceFetcher.Requests {
    private static final Logger LOG = LoggerFactory.getLogger(SliceRequester.class);
    private static final Duration EXPIRY = Duration.ofSeconds(10);

    private final MqttLink link;
    private final Topic topic;

    public SliceRequester(MqttLink link, String device) {
        this.link = link;
        this.topic = new Topic.SliceRequests(device);
    }

    @Override
    public void send(SliceRequest request) throws InterruptedException {
        try {
            var unused = link.publish(Publication.of(topic, Payload.of(Json.encode(request)))
                    .ofType("application/json")
                    .expiringAfter(EXPIRY));
        } catch (LinkException e) {
            LOG.debug("slice request not sent, will be again: {}", e.getMessage());
        }
    }
}
