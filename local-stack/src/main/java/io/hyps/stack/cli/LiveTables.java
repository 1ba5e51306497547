package io.hyps.stack.cli;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.gateway.GatewayStatus;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.stack.live.LiveModel;
import io.hyps.stack.terminal.Screen;
import io.hyps.stack.terminal.Table;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the parts say of themselves, as tables. */
final class LiveTables {
    private LiveTables() {}

    static Table devices(Screen screen, List<DeviceStatus> devices) {
        Table table = Table.of("DEVICE", "STATE", ">AVAILABLE", ">RESIDENT", ">PEAK", ">SPEED", ">FRAMES", "HOLDS");
        for (DeviceStatus device : devices) {
            DeviceStatus.Memory memory = device.memory();
            DeviceStatus.Work work = device.work();
            table.row(
                    device.device(),
                    state(screen, device.state()),
                    memory == null ? "" : size(memory.availableBytes()),
                    memory == null ? "" : size(memory.residentBytes()),
                    memory == null ? "" : size(memory.peakResidentBytes()),
                    String.format(Locale.ROOT, "%.2f", device.speed()),
                    work == null ? "" : Long.toString(work.frames()),
                    holds(screen, device));
        }
        return table;
    }

    static Table models(Screen screen, List<LiveModel> models) {
        Table table = Table.of("MODEL", "EPOCH", "", "PLAN", ">PARTITIONS", ">WEIGHTS", "DEVICES");
        for (LiveModel model : models) {
            for (PublishedPlan plan : model.plans()) {
                boolean active = model.active()
                        .filter(a -> a.epoch().equals(plan.epoch()))
                        .isPresent();
                table.row(
                        model.model(),
                        plan.epoch().toString(),
                        active ? screen.green("active") : "",
                        plan.planId().hex().substring(0, 12),
                        Integer.toString(plan.plan().partitions().size()),
                        size(plan.plan().model().weightsBytes()),
                        plan.plan().devices().stream().map(plan::deviceFor).collect(Collectors.joining(" ")));
            }
        }
        return table;
    }

    static Table gateways(Screen screen, List<GatewayStatus> gateways) {
        Table table = Table.of("GATEWAY", "STATE", ">ANSWERED", ">IN FLIGHT", "DISPATCHES");
        for (GatewayStatus gateway : gateways) {
            int inFlight = gateway.models().stream()
                    .mapToInt(GatewayStatus.ModelDispatch::framesInFlight)
                    .sum();
            table.row(
                    gateway.gateway(),
                    gateway.online() ? screen.green("online") : screen.red("offline"),
                    Long.toString(gateway.framesAnswered()),
                    Integer.toString(inFlight),
                    gateway.models().stream()
                            .map(m -> m.model() + (m.active() == null ? "" : " " + m.active()))
                            .collect(Collectors.joining(", ")));
        }
        return table;
    }

    private static String holds(Screen screen, DeviceStatus device) {
        String held = device.partitions().stream()
                .map(p -> p.model() + "/" + p.partition()
                        + (p.phase() == DeviceStatus.Phase.READY
                                ? ""
                                : " (" + p.phase().name().toLowerCase(Locale.ROOT) + ")"))
                .collect(Collectors.joining(" "));
        String refused = device.refused().stream()
                .map(r -> screen.red("refused " + r.model() + " " + r.epoch() + ": " + r.reason()))
                .collect(Collectors.joining(" "));
        return (held + " " + refused).strip();
    }

    private static String state(Screen screen, DeviceStatus.State state) {
        String text = state.name().toLowerCase(Locale.ROOT);
        return state == DeviceStatus.State.ONLINE ? screen.green(text) : screen.red(text);
    }

    private static String size(long bytes) {
        return new ByteSize(Math.max(0, bytes)).toString();
    }
}
