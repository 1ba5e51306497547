package io.hyps.gateway.dispatch;

import io.hyps.gateway.kafka.FramePriorities;
import io.hyps.protocol.plan.DispatchOrder;
import io.hyps.protocol.plan.Manifest;
import io.hyps.protocol.plan.PublishedPlan;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The priorities that the manifests of the active plans give. */
final class PlannedPriorities implements FramePriorities {
    private final Map<String, DispatchOrder> byModel = new ConcurrentHashMap<>();

    void follow(String model, Optional<PublishedPlan> active) {
        active.flatMap(published -> published.plan().findManifest())
                .map(Manifest::dispatch)
                .ifPresentOrElse(order -> byModel.put(model, order), () -> byModel.remove(model));
    }

    @Override
    public int of(String model, String sensor) {
        DispatchOrder order = byModel.get(model);
        return order == null ? 0 : order.of(sensor);
    }
}
