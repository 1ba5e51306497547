package io.hyps.planner.cli;

import io.hyps.protocol.topic.TopicLevel;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

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

    @Mixin
    private final PublisherOptions options;

    public RollbackCommand() {
        this(new BrokerOptions());
    }

    RollbackCommand(BrokerOptions broker) {
        this.options = new PublisherOptions(broker);
    }

    @Override
    public Integer call() {
        return Failures.run(() -> {
            TopicLevel.requireIdentifier("model", model);
            return options.run(publisher -> publisher.rollback(model));
        });
    }
}
