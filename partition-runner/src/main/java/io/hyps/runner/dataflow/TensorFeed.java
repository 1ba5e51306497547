package io.hyps.runner.dataflow;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.protocol.topic.Topic;
import java.util.List;
import java.util.Optional;

/**
 * A tensor topic and this device's partitions that take what comes on it.
 *
 * @param shards of the plan
 * @param consumers at least one
 */
public record TensorFeed(Topic.Tensor topic, TensorSpec spec, int shards, List<LoadedPartition> consumers) {
    public TensorFeed {
        consumers = List.copyOf(consumers);
        if (consumers.isEmpty()) {
            throw new IllegalArgumentException("nobody takes " + topic);
        }
    }

    /** The partition that complains of a message that none can take. */
    LoadedPartition firstConsumer() {
        return consumers.get(0);
    }

    /** What is wrong with a message on this topic, naming what was expected and what came. */
    Optional<String> problemOf(TensorMessage.Address address) {
        if (!address.model().equals(topic.model())) {
            return differs("model", topic.model(), address.model());
        }
        if (!address.epoch().equals(topic.epoch())) {
            return differs("epoch", topic.epoch(), address.epoch());
        }
        if (!address.tensor().equals(topic.tensor())) {
            return differs("tensor", topic.tensor(), address.tensor());
        }
        int shard = address.frame().shard(shards);
        return shard == topic.shard() ? Optional.empty() : differs("shard of the frame", topic.shard(), shard);
    }

    /** What is encoded in the plan may come raw: its values may not allow the encoding. */
    Optional<String> problemOf(EncodedTensor tensor) {
        boolean encoded = tensor.encoding() == Encoding.RAW || tensor.encoding() == spec.travelsAs();
        if (encoded && tensor.type() == spec.type() && tensor.shape().equals(spec.shape())) {
            return Optional.empty();
        }
        String way = spec.travelsAs() == Encoding.RAW ? "" : " as " + spec.travelsAs();
        return differs("tensor '" + spec.name() + "'", spec.type() + "" + spec.shape() + way, tensor);
    }

    private Optional<String> differs(String what, Object expected, Object actual) {
        return Optional.of("on " + topic + ": expected " + what + " " + expected + ", got "
                + ForeignText.printable(actual.toString()));
    }
}
