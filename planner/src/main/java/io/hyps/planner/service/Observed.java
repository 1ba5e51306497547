package io.hyps.planner.service;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.gateway.GatewayStatus;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.signature.TrustedKeys;
import io.hyps.protocol.signature.UntrustedException;
import io.hyps.protocol.topic.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The latest of every retained message that matters to the planner. Safe to use from many threads. */
final class Observed {
    private static final Logger LOG = LoggerFactory.getLogger(Observed.class);

    private final Map<String, DeviceStatus> devices = new ConcurrentHashMap<>();
    private final Map<String, GatewayStatus> gateways = new ConcurrentHashMap<>();
    private final Map<Topic.Plan, PublishedPlan> plans = new ConcurrentHashMap<>();
    private final Map<String, ActivePlan> active = new ConcurrentHashMap<>();
    private final TrustedKeys trusted;
    /** Topics on which the broker keeps, or has lost, what was not our doing. */
    private final Set<Topic> disturbed = ConcurrentHashMap.newKeySet();

    /** @param trusted the keys of planners; what is signed otherwise is somebody else's */
    Observed(TrustedKeys trusted) {
        this.trusted = trusted;
    }

    /** Takes a message of any of the topics that are watched; one that cannot be read changes nothing. */
    void take(MqttMessage message) {
        try {
            takeChecked(message);
        } catch (MalformedMessageException e) {
            LOG.warn("retained message ignored topic={} reason={}", message.topic(), e.getMessage());
        }
    }

    private void takeChecked(MqttMessage message) throws MalformedMessageException {
        Optional<Topic.DeviceStatus> device = Topic.DeviceStatus.parse(message.topic());
        Optional<Topic.GatewayStatus> gateway = Topic.GatewayStatus.parse(message.topic());
        Optional<Topic.Plan> plan = Topic.Plan.parse(message.topic());
        Optional<Topic.Active> activePlan = Topic.Active.parse(message.topic());
        Optional<Topic> signed = plan.<Topic>map(t -> t).or(() -> activePlan);
        if (signed.isPresent() && !isOurs(message, signed.get())) {
            return;
        }
        byte[] json = message.payload().array();
        boolean gone = json.length == 0;
        if (device.isPresent()) {
            String id = device.get().device();
            put(devices, id, gone ? null : named(id, Json.decode("device status", json, DeviceStatus.class)));
        } else if (gateway.isPresent()) {
            String id = gateway.get().gateway();
            put(gateways, id, gone ? null : Json.decode("gateway status", json, GatewayStatus.class));
        } else if (plan.isPresent()) {
            put(plans, plan.get(), gone ? null : PublishedPlan.decode(json));
        } else if (activePlan.isPresent()) {
            takeActive(activePlan.get(), gone ? null : Json.decode("active plan", json, ActivePlan.class));
        }
    }

    private void takeActive(Topic.Active topic, @Nullable ActivePlan said) {
        ActivePlan known = active.get(topic.model());
        if (trusted.isRequired()
                && known != null
                && (said == null || said.epoch().compareTo(known.epoch()) < 0)) {
            LOG.error("somebody has played back what a planner once said on topic={}", topic);
            disturbed.add(topic);
        } else {
            put(active, topic.model(), said);
        }
    }

    private boolean isOurs(MqttMessage message, Topic topic) {
        try {
            trusted.require(message);
            return true;
        } catch (UntrustedException e) {
            LOG.error("somebody else has published on topic={}: {}", message.topic(), e.getMessage());
            disturbed.add(topic);
            return false;
        }
    }

    /** It is still to be put right. */
    void disturbed(Topic topic) {
        disturbed.add(topic);
    }

    /** What is to be put right on the broker; the caller does so. */
    Set<Topic> takeDisturbed() {
        Set<Topic> taken = Set.copyOf(disturbed);
        disturbed.removeAll(taken);
        return taken;
    }

    private static DeviceStatus named(String device, DeviceStatus status) throws MalformedMessageException {
        if (!status.device().equals(device)) {
            throw new MalformedMessageException("it is the status of device '" + status.device() + "'");
        }
        return status;
    }

    private static <K, V> void put(Map<K, V> map, K key, @Nullable V value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }

    Optional<DeviceStatus> device(String id) {
        return Optional.ofNullable(devices.get(id));
    }

    /** What partitions may use, of each device that is online. */
    Map<String, Long> availableBytes() {
        return devices.values().stream()
                .filter(d -> d.state() == DeviceStatus.State.ONLINE)
                .collect(Collectors.toMap(DeviceStatus::device, d -> {
                    DeviceStatus.Memory memory = d.memory();
                    return memory == null ? 0L : memory.availableBytes();
                }));
    }

    boolean isUsedByGateway(String model, Epoch epoch) {
        return gateways.values().stream().anyMatch(gateway -> gateway.uses(model, epoch));
    }

    Optional<ActivePlan> active(String model) {
        return Optional.ofNullable(active.get(model));
    }

    Set<String> activeModels() {
        return Set.copyOf(active.keySet());
    }

    /** The epochs whose plans are retained. */
    Set<Topic.Plan> plans() {
        return Set.copyOf(plans.keySet());
    }

    List<PublishedPlan> allPlans() {
        return List.copyOf(plans.values());
    }

    /** All that have ever said something and were not forgotten. */
    Set<String> devices() {
        return Set.copyOf(devices.keySet());
    }

    Optional<PublishedPlan> plan(String model, Epoch epoch) {
        return Optional.ofNullable(plans.get(new Topic.Plan(model, epoch)));
    }

    /** What we have published ourselves, before the broker brings it back. */
    void published(PublishedPlan plan) {
        plans.put(new Topic.Plan(plan.plan().model().name(), plan.epoch()), plan);
    }

    void withdrawn(String model, Epoch epoch) {
        plans.remove(new Topic.Plan(model, epoch));
    }

    void activated(String model, ActivePlan plan) {
        active.put(model, plan);
    }

    /** The highest term of any epoch seen. */
    long highestTerm() {
        return Stream.concat(
                        plans.keySet().stream().map(Topic.Plan::epoch),
                        active.values().stream().map(ActivePlan::epoch))
                .mapToLong(Epoch::term)
                .max()
                .orElse(0);
    }
}
