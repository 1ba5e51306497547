package io.hyps.planner.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Required;
import io.hyps.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a YAML file of devices. An entry with a count stands for so many, named id-1, id-2 and so on. */
final class DevicesFile {
    private static final long LARGEST_BYTES = 1 << 20;
    private static final int MOST_DEVICES = 10_000;

    private DevicesFile() {}

    private record Content(@Nullable List<Entry> devices) {}

    private record Entry(
            String id, String memory, @Nullable Double speed, @Nullable String bandwidth, @Nullable Integer count) {}

    static List<DeviceSpec> read(Path file) throws MalformedMessageException, IOException {
        if (Files.size(file) > LARGEST_BYTES) {
            throw new MalformedMessageException(file + " is over 1 MiB, too long for a devices file");
        }
        try {
            List<DeviceSpec> devices = new ArrayList<>();
            Content content = Required.field(
                    "devices", Json.strictMapper(new YAMLFactory()).readValue(file.toFile(), Content.class));
            for (Entry entry : Required.field("devices", content.devices())) {
                add(entry, devices);
            }
            return devices;
        } catch (JsonProcessingException e) {
            throw new MalformedMessageException(file + ": " + Json.reason(e), e);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(file + ": " + e.getMessage(), e);
        }
    }

    private static void add(Entry entry, List<DeviceSpec> devices) {
        String id = Required.text("id", entry.id());
        long memory = ByteSize.parse(Required.text("memory", entry.memory())).bytes();
        double speed = entry.speed() == null ? 1 : entry.speed();
        long bandwidth = entry.bandwidth() == null ? 0 : Bandwidth.parse(entry.bandwidth());
        if (entry.count() == null) {
            devices.add(new DeviceSpec(id, memory, speed, bandwidth));
            return;
        }
        if (entry.count() < 1 || entry.count() > MOST_DEVICES) {
            throw new IllegalArgumentException(
                    "device '" + id + "' has count " + entry.count() + ": use 1 to " + MOST_DEVICES);
        }
        for (int i = 1; i <= entry.count(); i++) {
            devices.add(new DeviceSpec(id + "-" + i, memory, speed, bandwidth));
        }
    }
}
