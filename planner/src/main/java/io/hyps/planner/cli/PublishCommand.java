package io.hyps.planner.cli;

import io.hyps.planner.slice.PlanFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hyps publish}. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = "Uploads a plan and its slices to the planner service, and waits until the plan is active.",
        footer = {"", "Exit codes: 0 active, 2 bad input, 3 no device fits, 4 broker, planner or device not reached."})
public final class PublishCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "A folder that 'hyps plan' wrote.")
    private Path folder = Path.of("");

    @Option(names = "--bind", paramLabel = "d0=edge-1", description = "A real device for one of the plan's.")
    private List<String> bindings = List.of();

    @Mixin
    private final PublisherOptions options;

    public PublishCommand() {
        this(new BrokerOptions());
    }

    PublishCommand(BrokerOptions broker) {
        this.options = new PublisherOptions(broker);
    }

    @Override
    public Integer call() {
        return Failures.run(() -> {
            Map<String, String> given = Assignments.parse("--bind", "d0=edge-1", bindings);
            PlanFolder opened = PlanFolder.open(folder);
            return options.run(publisher -> publisher.publish(opened, given));
        });
    }
}
