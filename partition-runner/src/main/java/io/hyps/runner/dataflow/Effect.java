package io.hyps.runner.dataflow;

import io.hyps.protocol.Payload;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.plan.Route;
import io.hyps.protocol.tensor.Failure;
import io.hyps.protocol.tensor.StageTime;
import io.hyps.protocol.tensor.TensorCodec;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.protocol.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What comes of the inputs of a partition: its outputs, or the failure that is told to the gateway.
 *
 * @param address of one of the inputs
 * @param outputs encoded, by tensor; none if there is a failure
 * @param expiry how long the inputs were still worth something at {@code sinceNanos}
 * @param done to be run once the broker has the effect: acknowledges the inputs
 */
record Effect(
        LoadedPartition partition,
        String device,
        TensorMessage.Address address,
        Map<String, Payload> outputs,
        Optional<Failure> failure,
        List<StageTime> stages,
        Optional<Duration> expiry,
        long sinceNanos,
        Optional<TraceParent> trace,
        Runnable done) {

    /** The messages to send: each output once, to the partitions that wait for it and to the gateway if it does. */
    List<Publication> publications(long nowNanos) {
        if (failure.isPresent()) {
            return List.of(complaint(failure.get(), nowNanos));
        }
        List<Publication> publications = new ArrayList<>();
        outputs.forEach((name, payload) -> {
            Route route = partition.published().plan().route(name);
            if (!route.consumers().isEmpty()) {
                int shard = address.frame().shard(partition.published().plan().shards());
                publications.add(
                        to(new Topic.Tensor(address.model(), address.epoch(), name, shard), payload, nowNanos));
            }
            if (route.toGateway()) {
                publications.add(to(new Topic.GatewayOutput(address.gateway(), name), payload, nowNanos));
            }
        });
        return publications;
    }

    Failure failure(Failure.Code code, String message) {
        return new Failure(code, message, partition.partition().id(), device);
    }

    /** The message that tells the gateway of a failure. */
    Publication complaint(Failure reason, long nowNanos) {
        String tensor = partition.firstOutput();
        byte[] payload = TensorCodec.encode(new TensorMessage.Failed(address.ofTensor(tensor), reason, stages));
        return to(new Topic.GatewayOutput(address.gateway(), tensor), Payload.of(payload), nowNanos);
    }

    boolean isExpired(long nowNanos) {
        return expiry.isPresent() && left(expiry.get(), nowNanos).toNanos() <= 0;
    }

    private Publication to(Topic topic, Payload payload, long nowNanos) {
        Publication publication = Publication.of(topic, payload)
                .ofType(TensorCodec.CONTENT_TYPE)
                .withUserProperties(trace.map(TraceParent::toUserProperties).orElse(Map.of()));
        return expiry.map(given -> publication.expiringAfter(left(given, nowNanos)))
                .orElse(publication);
    }

    private Duration left(Duration given, long nowNanos) {
        return given.minusNanos(nowNanos - sinceNanos);
    }
}
