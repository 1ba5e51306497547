package io.hyps.gateway.kafka;

import io.hyps.protocol.frame.FrameId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The last ids of each partition, and the first frame of each. Safe for use from many threads. */
final class IdWindow {
    private final int mostOfAPartition;
    private final Map<Integer, Map<FrameIdentity, FrameId>> partitions = new HashMap<>();

    IdWindow(int mostOfAPartition) {
        this.mostOfAPartition = mostOfAPartition;
    }

    /** Enters a frame if there is none of that identity; returns the one that is there then. */
    synchronized FrameId enter(int partition, FrameIdentity identity, FrameId frame) {
        Optional<FrameId> before = find(identity);
        before.ifPresentOrElse(
                known -> {},
                () -> partitions.computeIfAbsent(partition, p -> bounded()).put(identity, frame));
        return before.orElse(frame);
    }

    synchronized Optional<FrameId> find(FrameIdentity identity) {
        return partitions.values().stream()
                .map(ids -> ids.get(identity))
                .filter(Objects::nonNull)
                .findFirst();
    }

    synchronized int size() {
        return partitions.values().stream().mapToInt(Map::size).sum();
    }

    private Map<FrameIdentity, FrameId> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<FrameIdentity, FrameId> eldest) {
                return size() > mostOfAPartition;
            }
        };
    }
}
