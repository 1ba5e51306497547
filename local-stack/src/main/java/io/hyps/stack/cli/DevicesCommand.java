package io.hyps.stack.cli;

import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.stack.live.LiveView;
import io.hyps.stack.live.Snapshot;
import io.hyps.stack.terminal.Answer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hyps devices}: the partition runners and what they hold. */
@Command(
        name = "devices",
        description = "Lists the partition runners: memory, speed, what they hold.",
        mixinStandardHelpOptions = true)
final class DevicesCommand implements Callable<Integer> {
    @Mixin
    private MqttOption mqtt = new MqttOption();

    @Mixin
    private Answer answer = new Answer();

    @Override
    public Integer call() throws InterruptedException {
        List<DeviceStatus> devices = Snapshot.take(mqtt::open, LiveView::devices);
        if (answer.isJson()) {
            answer.document(Map.of("devices", devices));
        } else if (devices.isEmpty()) {
            answer.screen().line("no devices: start one with 'hyps runner --device edge-1'");
        } else {
            answer.screen().table(LiveTables.devices(answer.screen(), devices));
        }
        return ExitCode.DONE.number();
    }
}
