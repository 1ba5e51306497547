package io.hyps.runner.mqtt;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.device.DeviceStatus.HeldPartition;
import io.hyps.protocol.device.DeviceStatus.Phase;
import io.hyps.protocol.device.DeviceStatus.Ready;
import io.hyps.protocol.device.DeviceStatus.Refusal;
import io.hyps.protocol.device.DeviceStatus.State;
import io.hyps.protocol.plan.Partition;
import io.hyps.runner.budget.MemoryBudget;
import io.hyps.runner.budget.MemoryGauge;
import io.hyps.runner.capability.Capabilities;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What this device says of itself, kept up to date by those who change it. Safe for many threads. */
public final class StatusBoard {
    /** More refusals than this are of no use to anybody; the oldest are forgotten. */
    private static final int MOST_REFUSALS = 32;

    private final String device;
    private final Instant since;
    private volatile Capabilities capabilities;
    private final MemoryBudget budget;
    private final MemoryGauge gauge;
    private final Supplier<DeviceStatus.Work> work;
    private final Map<List<Object>, HeldPartition> partitions = new LinkedHashMap<>();
    private final Set<Ready> ready = new LinkedHashSet<>();
    private final Map<Ready, Refusal> refused = new LinkedHashMap<>();
    private State state = State.ONLINE;
    private volatile Runnable onChange = () -> {};

    public StatusBoard(
            String device,
            Instant since,
            Capabilities capabilities,
            MemoryBudget budget,
            MemoryGauge gauge,
            Supplier<DeviceStatus.Work> work) {
        this.device = device;
        this.since = since;
        this.capabilities = capabilities;
        this.budget = budget;
        this.gauge = gauge;
        this.work = work;
    }

    /** The status that the broker publishes if this device goes without a word. */
    public static DeviceStatus offline(String device, Instant since, Capabilities capabilities) {
        return new DeviceStatus(
                device,
                State.OFFLINE,
                capabilities.software(),
                since.toString(),
                null,
                capabilities.speed(),
                capabilities.bandwidthBytesPerSecond(),
                List.of(),
                List.of(),
                List.of(),
                null);
    }

    /** Calls the action after every change but those of counters; it must not block. */
    void onChange(Runnable action) {
        this.onChange = action;
    }

    public void hold(String model, Epoch epoch, Partition partition, Phase phase) {
        change(() -> partitions.put(
                List.of(model, epoch, partition.id()),
                new HeldPartition(model, epoch, partition.id(), phase, partition.weightsBytes())));
    }

    /** The way to the broker has been measured. */
    public void bandwidth(long bytesPerSecond) {
        change(() -> capabilities = capabilities.withBandwidth(bytesPerSecond));
    }

    /** All partitions of the plan are loaded and subscribed. */
    public void ready(String model, Epoch epoch) {
        change(() -> {
            refused.remove(new Ready(model, epoch));
            ready.add(new Ready(model, epoch));
        });
    }

    public void refuse(Refusal refusal) {
        change(() -> {
            Ready key = new Ready(refusal.model(), refusal.epoch());
            refused.remove(key);
            refused.put(key, refusal);
            if (refused.size() > MOST_REFUSALS) {
                refused.remove(refused.keySet().iterator().next());
            }
        });
    }

    public void forgetRefusal(String model, Epoch epoch) {
        change(() -> refused.remove(new Ready(model, epoch)));
    }

    /** Nothing of the plan is held any more. */
    public void forget(String model, Epoch epoch) {
        change(() -> {
            partitions
                    .values()
                    .removeIf(p -> p.model().equals(model) && p.epoch().equals(epoch));
            ready.remove(new Ready(model, epoch));
        });
    }

    public void drain() {
        change(() -> {
            state = State.DRAINING;
            ready.clear();
        });
    }

    public synchronized DeviceStatus snapshot() {
        return new DeviceStatus(
                device,
                state,
                capabilities.software(),
                since.toString(),
                memory(),
                capabilities.speed(),
                capabilities.bandwidthBytesPerSecond(),
                new ArrayList<>(partitions.values()),
                new ArrayList<>(ready),
                new ArrayList<>(refused.values()),
                work.get());
    }

    DeviceStatus offline() {
        return offline(device, since, capabilities);
    }

    private DeviceStatus.Memory memory() {
        return new DeviceStatus.Memory(
                budget.budgetBytes(),
                budget.baseBytes(),
                budget.availableBytes(),
                gauge.residentBytes(),
                gauge.peakResidentBytes());
    }

    private void change(Runnable change) {
        synchronized (this) {
            change.run();
        }
        onChange.run();
    }
}
