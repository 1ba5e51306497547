package io.hyps.stack.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.gateway.GatewayStatus;
import io.hyps.stack.background.BackgroundStack;
import io.hyps.stack.background.RememberedPart;
import io.hyps.stack.live.LiveModel;
import io.hyps.stack.live.LiveView;
import io.hyps.stack.process.ProcessMemory;
import io.hyps.stack.terminal.Screen;
import io.hyps.stack.terminal.Table;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code hyps status --json} prints.
 *
 * @param mqtt absent if nothing runs
 * @param parts of the stack of {@code hyps up}; empty for another system
 */
record StatusReport(
        boolean running,
        @Nullable String mqtt,
        List<Part> parts,
        List<DeviceStatus> devices,
        List<GatewayStatus> gateways,
        List<ModelSummary> models,
        int framesInFlight,
        @JsonIgnore List<LiveModel> live) {
    static final StatusReport NOTHING =
            new StatusReport(false, null, List.of(), List.of(), List.of(), List.of(), 0, List.of());

    static StatusReport of(String mqtt, Optional<BackgroundStack> stack, LiveView view) {
        List<GatewayStatus> gateways = view.gateways();
        List<LiveModel> live = view.models();
        return new StatusReport(
                true,
                mqtt,
                stack.map(s -> s.parts().stream().map(Part::of).toList()).orElse(List.of()),
                view.devices(),
                gateways,
                live.stream().map(ModelSummary::of).toList(),
                gateways.stream()
                        .filter(GatewayStatus::online)
                        .flatMap(g -> g.models().stream())
                        .mapToInt(GatewayStatus.ModelDispatch::framesInFlight)
                        .sum(),
                live);
    }

    Table partsTable(Screen screen) {
        Table table = Table.of("PART", ">PID", "STATE", ">RESIDENT", "LOG");
        for (Part part : parts) {
            table.row(
                    part.name(),
                    Long.toString(part.pid()),
                    part.alive() ? screen.green("running") : screen.red("ended"),
                    part.residentBytes() == null ? "" : new ByteSize(part.residentBytes()).toString(),
                    part.log());
        }
        return table;
    }

    /** A process of the stack. */
    record Part(String name, long pid, boolean alive, @Nullable Long residentBytes, String log) {
        static Part of(RememberedPart part) {
            boolean alive = part.isAlive();
            Optional<ProcessMemory> memory = alive ? ProcessMemory.of(part.pid()) : Optional.empty();
            return new Part(
                    part.name(),
                    part.pid(),
                    alive,
                    memory.map(ProcessMemory::residentBytes).orElse(null),
                    part.log());
        }
    }
}
