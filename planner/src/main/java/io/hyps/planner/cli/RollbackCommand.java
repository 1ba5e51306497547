package io.hyps.planner.cli;

import io.hyps.planner.publish.PlannerClient;
import io.hyps.planner.publish.Publisher;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.topic.TopicLevel;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hyps rollback}. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = "Goes back to the plan before the active one, as a new epoch.",
        footer = {"", "Exit codes: 0 active, 2 no such plan, 3 no device fits, 4 broker, planner or device not reached."
        })
public final class RollbackCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = "The model's name.")
    private String model = "";

    @Option(names = "--json", description = "Prints one JSON document and nothing else.")
    private boolean json;

    @Mixin
    private final Patience patience = new Patience();

    @Mixin
    private final BrokerOptions broker;

    @Spec
    private @Nullable CommandSpec spec;

    public RollbackCommand() {
        this(new BrokerOptions());
    }

    RollbackCommand(BrokerOptions broker) {
        this.broker = broker;
    }

    @Override
    public Integer call() {
        return Failures.run(() -> {
            TopicLevel.requireIdentifier("model", model);
            Duration timeout = patience.timeout();
            PublishText text = new PublishText(Terminal.of(spec), json);
            try (MqttLink link = broker.connect();
                    PlannerClient client = PlannerClient.open(link, broker.clientId())) {
                return text.end(Publisher.of(client, text, timeout).rollback(model));
            }
        });
    }
}
