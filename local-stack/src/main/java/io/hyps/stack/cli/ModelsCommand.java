package io.hyps.stack.cli;

import io.hyps.protocol.command.ExitCode;
import io.hyps.stack.live.LiveModel;
import io.hyps.stack.live.LiveView;
import io.hyps.stack.live.Snapshot;
import io.hyps.stack.terminal.Answer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hyps models}: the models that have plans. */
@Command(
        name = "models",
        description = "Lists the models that have plans: which is active, on which devices.",
        mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
    @Mixin
    private MqttOption mqtt = new MqttOption();

    @Mixin
    private Answer answer = new Answer();

    @Override
    public Integer call() throws InterruptedException {
        List<LiveModel> models = Snapshot.take(mqtt::open, LiveView::models);
        if (answer.isJson()) {
            answer.document(
                    Map.of("models", models.stream().map(ModelSummary::of).toList()));
        } else if (models.isEmpty()) {
            answer.screen().line("no models: plan one with 'hyps plan' and bring it into force with 'hyps publish'");
        } else {
            answer.screen().table(LiveTables.models(answer.screen(), models));
        }
        return ExitCode.DONE.number();
    }
}
