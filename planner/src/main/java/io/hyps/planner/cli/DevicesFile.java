package io.hyps.planner.cli;

import io.hyps.planner.partition.DeviceSpec;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Required;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads a YAML file of devices. An entry with a count stands for so many, named id-1, id-2 and so on. */
final class DevicesFile {
    private static final ByteSize LARGEST = new ByteSize(1 << 20);
    private static final int MOST_DEVICES = 10_000;

    private DevicesFile() {}

    private record Content(@Nullable List<@Nullable Entry> devices) {}

    private record Entry(
            String id,
            @Nullable String memory,
            @Nullable Double speed,
            @Nullable String bandwidth,
            @Nullable Integer count) {}

    static List<DeviceSpec> read(Path file) throws MalformedMessageException, IOException {
        Content content = YamlFile.read(file, LARGEST, Content.class);
        try {
            Map<String, DeviceSpec> devices = new LinkedHashMap<>();
            for (Entry entry : Required.field("devices", content.devices())) {
                if (entry == null) {
                    throw new IllegalArgumentException("a device is empty: write {id: d0, memory: 64MiB}");
                }
                add(entry, devices);
            }
            if (devices.isEmpty()) {
                throw new IllegalArgumentException("it lists no devices");
            }
            return List.copyOf(devices.values());
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(file + ": " + e.getMessage(), e);
        }
    }

    private static void add(Entry entry, Map<String, DeviceSpec> devices) {
        String id = Required.text("id", entry.id());
        long memory = memory(id, entry);
        double speed = entry.speed() == null ? 1 : entry.speed();
        String given = entry.bandwidth();
        long bandwidth = given == null ? 0 : read(id, () -> Bandwidth.parse(given));
        if (entry.count() == null) {
            put(new DeviceSpec(id, memory, speed, bandwidth), devices);
            return;
        }
        if (entry.count() < 1 || entry.count() > MOST_DEVICES) {
            throw new IllegalArgumentException(
                    "device '" + id + "' has count " + entry.count() + ": use 1 to " + MOST_DEVICES);
        }
        for (int i = 1; i <= entry.count(); i++) {
            put(new DeviceSpec(id + "-" + i, memory, speed, bandwidth), devices);
        }
    }

    private static void put(DeviceSpec device, Map<String, DeviceSpec> devices) {
        if (devices.put(device.id(), device) != null) {
            throw new IllegalArgumentException("device '" + device.id() + "' is named twice");
        }
        if (devices.size() > MOST_DEVICES) {
            throw new IllegalArgumentException("it lists more than " + MOST_DEVICES + " devices");
        }
    }

    private static long memory(String id, Entry entry) {
        String memory = entry.memory();
        if (memory == null) {
            throw new IllegalArgumentException("device '" + ForeignText.printable(id) + "' has no memory: write "
                    + "memory: 64MiB, or as much as it may use");
        }
        long bytes = read(id, () -> ByteSize.parse(memory).bytes());
        if (bytes == 0) {
            throw new IllegalArgumentException(
                    "device '" + ForeignText.printable(id) + "' has memory 0: write what it may use, such as 64MiB");
        }
        return bytes;
    }

    /** Says of which device a value is. */
    private static long read(String id, LongSupplier value) {
        try {
            return value.getAsLong();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("device '" + ForeignText.printable(id) + "': " + e.getMessage(), e);
        }
    }
}
