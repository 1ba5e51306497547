package io.hyps.planner.cli;

import io.hyps.planner.publish.PlannerClient;
import io.hyps.planner.publish.Publisher;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.mqtt.MqttLink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

    @Option(names = "--json", description = "Prints one JSON document and nothing else.")
    private boolean json;

    @Mixin
    private final Patience patience = new Patience();

    @Mixin
    private final BrokerOptions broker;

    @Spec
    private @Nullable CommandSpec spec;

    public PublishCommand() {
        this(new BrokerOptions());
    }

    PublishCommand(BrokerOptions broker) {
        this.broker = broker;
    }

    @Override
    public Integer call() {
        return Failures.run(() -> {
            Map<String, String> given = Assignments.parse("--bind", "d0=edge-1", bindings);
            Duration timeout = patience.timeout();
            PlanFolder opened = PlanFolder.open(folder);
            PublishText text = new PublishText(Terminal.of(spec), json);
            try (MqttLink link = broker.connect();
                    PlannerClient client = PlannerClient.open(link, broker.clientId())) {
                return text.end(Publisher.of(client, text, timeout).publish(opened, given));
            }
        });
    }
}
