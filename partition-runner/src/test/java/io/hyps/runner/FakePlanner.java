package io.hyps.runner;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.slice.SliceChunk;
import io.hyps.protocol.slice.SliceRequest;
import io.hyps.protocol.topic.Topic;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The planner service as a runner sees it. */
public final class FakePlanner implements AutoCloseable {
    private final MqttLink link;
    private final Map<Sha256, byte[]> files;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    public FakePlanner(MqttLink link, Map<Sha256, byte[]> files) {
        this.link = link;
        this.files = files;
        link.subscribe(Topic.SliceRequests.ALL_FILTER, delivery -> thread.execute(() -> answer(delivery)));
    }

    public void publish(PublishedPlan plan) {
        String model = plan.plan().model().name();
        send(Publication.of(new Topic.Plan(model, plan.epoch()), Payload.of(Json.encode(plan)))
                .asRetained());
    }

    public void retire(Topic.Plan plan) {
        send(Publication.of(plan, Payload.empty()).asRetained());
    }

    public void send(Publication publication) {
        try {
            link.publish(publication).join();
        } catch (LinkException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(Delivery delivery) {
        String device = Topic.SliceRequests.parse(delivery.message().topic())
                .orElseThrow()
                .device();
        SliceRequest request;
        try {
            request = Json.decode("request", delivery.message().payload().array(), SliceRequest.class);
        } catch (MalformedMessageException e) {
            throw new IllegalStateException(e);
        }
        byte[] file = files.get(request.sha256());
        SliceChunk chunk = file == null
                ? new SliceChunk.Unavailable(request.sha256(), request.offset(), "no such file")
                : new SliceChunk.Range(
                        request.sha256(),
                        request.offset(),
                        file.length,
                        ByteBuffer.wrap(file, (int) request.offset(), (int)
                                Math.min(request.length(), file.length - request.offset())));
        send(Publication.of(new Topic.SliceChunks(device), Payload.of(chunk.encode()))
                .ofType(SliceChunk.CONTENT_TYPE));
        delivery.acknowledge();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        link.close();
    }
}
