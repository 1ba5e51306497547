package io.hyps.runner.plan;

import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.dataflow.LoadedPartition;
import io.hyps.runner.dataflow.TensorFeed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the tensor topics that a device subscribes to for a plan: its partitions' inputs, on the shards they take. */
final class TensorFeeds {
    private TensorFeeds() {}

    static List<TensorFeed> of(HeldPlan held, String device) {
        Plan plan = held.published().plan();
        Set<String> tensors = new LinkedHashSet<>();
        held.loaded().forEach(loaded -> tensors.addAll(loaded.partition().inputs()));
        List<TensorFeed> feeds = new ArrayList<>();
        for (String tensor : tensors) {
            for (int shard = 0; shard < plan.shards(); shard++) {
                List<LoadedPartition> consumers = consumers(held, device, tensor, shard);
                if (!consumers.isEmpty()) {
                    Topic.Tensor topic = new Topic.Tensor(held.model(), held.epoch(), tensor, shard);
                    feeds.add(new TensorFeed(topic, plan.tensor(tensor), plan.shards(), consumers));
                }
            }
        }
        return feeds;
    }

    private static List<LoadedPartition> consumers(HeldPlan held, String device, String tensor, int shard) {
        return held.loaded().stream()
                .filter(loaded -> loaded.partition().inputs().contains(tensor))
                .filter(loaded -> held.published().takes(device, loaded.partition(), shard))
                .toList();
    }
}
