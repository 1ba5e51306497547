package io.hyps.planner.service;

import io.hyps.planner.store.DiskFailure;
import io.hyps.planner.store.SliceStore;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.control.PlannerReply.Reason;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.mqtt.PublishOutcome;
import io.hyps.protocol.slice.SliceChunk;
import io.hyps.protocol.slice.SliceRequest;
import io.hyps.protocol.topic.Topic;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves chunks to runners and takes them from uploads. Reads and writes the disk: not for link threads. */
final class SliceServer {
    private static final Logger LOG = LoggerFactory.getLogger(SliceServer.class);

    private final SliceStore store;
    private final MqttLink link;
    private final Sender sender;
    private final SliceRights rights;

    SliceServer(SliceStore store, MqttLink link, Sender sender, SliceRights rights) {
        this.store = store;
        this.link = link;
        this.sender = sender;
        this.rights = rights;
    }

    /** Answers a runner, and acknowledges its request once the broker has the chunk. */
    void serve(Delivery delivery) throws InterruptedException {
        Optional<Topic.SliceRequests> topic =
                Topic.SliceRequests.parse(delivery.message().topic());
        try {
            SliceRequest request =
                    Json.decode("slice request", delivery.message().payload().array(), SliceRequest.class);
            if (topic.isEmpty()) {
                throw new MalformedMessageException("slice request refused: its topic names no device");
            }
            SliceRights.Right right = rights.of(topic.get().device(), request.sha256());
            if (right == SliceRights.Right.NOT_YET_KNOWN) {
                delivery.acknowledge();
                return;
            }
            SliceChunk chunk = right == SliceRights.Right.GIVEN ? chunk(request) : foreign(topic.get(), request);
            Publication answer = Publication.of(
                            new Topic.SliceChunks(topic.get().device()), Payload.of(chunk.encode()))
                    .ofType(SliceChunk.CONTENT_TYPE);
            CompletableFuture<PublishOutcome> unused = link.publish(delivery.message()
                            .correlation()
                            .map(answer::correlatedBy)
                            .orElse(answer))
                    .whenComplete((outcome, failure) -> {
                        LOG.debug(
                                "chunk sent device={} sha256={} offset={} outcome={}",
                                topic.get().device(),
                                request.sha256(),
                                request.offset(),
                                outcome);
                        delivery.acknowledge();
                    });
        } catch (MalformedMessageException e) {
            LOG.warn(
                    "slice request ignored topic={} reason={}",
                    delivery.message().topic(),
                    e.getMessage());
            delivery.acknowledge();
        } catch (LinkException e) {
            LOG.warn("chunk not sent topic={} reason={}", delivery.message().topic(), e.getMessage());
            delivery.acknowledge();
        }
    }

    private static SliceChunk foreign(Topic.SliceRequests topic, SliceRequest request) {
        LOG.warn(
                "slice refused device={} sha256={}: it is of no plan of this device", topic.device(), request.sha256());
        return new SliceChunk.Unavailable(
                request.sha256(), request.offset(), "the file is not of a plan that this device takes part in");
    }

    private SliceChunk chunk(SliceRequest request) {
        try {
            OptionalLong size = store.size(request.sha256());
            if (size.isEmpty()) {
                return new SliceChunk.Unavailable(request.sha256(), request.offset(), "the planner has no such file");
            }
            if (request.offset() >= size.getAsLong()) {
                return new SliceChunk.Unavailable(
                        request.sha256(), request.offset(), "the file has only " + size.getAsLong() + " bytes");
            }
            return new SliceChunk.Range(
                    request.sha256(),
                    request.offset(),
                    size.getAsLong(),
                    store.read(request.sha256(), request.offset(), request.length()));
        } catch (IOException e) {
            LOG.error("store unreadable sha256={}", request.sha256(), e);
            return new SliceChunk.Unavailable(request.sha256(), request.offset(), "the planner cannot read the file");
        }
    }

    /** Stores an uploaded chunk and tells the client what comes next. */
    void receive(Delivery delivery) throws InterruptedException {
        Optional<ReplyTo> client = ReplyTo.of(delivery.message());
        if (client.isPresent()) {
            sender.reply(client.get(), received(delivery.message().payload()));
        } else {
            LOG.warn("upload ignored: it has no response topic of a planner's client");
        }
        delivery.acknowledge();
    }

    private PlannerReply received(Payload payload) {
        try {
            SliceChunk chunk = SliceChunk.decode(payload.array());
            if (!(chunk instanceof SliceChunk.Range range)) {
                return new PlannerReply.Refused(Reason.BAD_REQUEST, "an upload without data");
            }
            SliceStore.Upload upload = store.append(range);
            if (upload instanceof SliceStore.Upload.Stored stored) {
                if (stored.complete()) {
                    LOG.info("file stored sha256={} bytes={}", range.sha256(), stored.nextOffset());
                }
                return new PlannerReply.Stored(range.sha256(), stored.nextOffset(), stored.complete());
            }
            if (upload instanceof SliceStore.Upload.Refused refused) {
                return new PlannerReply.Refused(Reason.BAD_REQUEST, refused.reason());
            }
            if (upload instanceof SliceStore.Upload.Full full) {
                LOG.warn("upload refused reason={}", full.reason());
                return new PlannerReply.Refused(Reason.BUSY, full.reason());
            }
            throw new IllegalStateException("no reply for " + upload);
        } catch (MalformedMessageException e) {
            return new PlannerReply.Refused(Reason.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.error("store not writable", e);
            return new PlannerReply.Refused(Reason.BUSY, "the store failed: " + DiskFailure.line(e));
        }
    }
}
