package io.hyps.planner.cli;

import io.hyps.planner.publish.NoPlannerException;
import io.hyps.planner.publish.PlannerClient;
import io.hyps.planner.publish.Publisher;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.mqtt.MqttLink;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands that bring a plan into force share: the planner service, the patience with it, the answer's form. */
final class PublisherOptions {
    @Option(names = "--json", description = "Prints one JSON document and nothing else.")
    private boolean json;

    @Mixin
    private final Patience patience = new Patience();

    @Mixin
    private final BrokerOptions broker;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    PublisherOptions(BrokerOptions broker) {
        this.broker = broker;
    }

    /** What a command wants of the planner service. */
    interface Request {
        PlannerReply send(Publisher publisher)
                throws NoPlannerException, IOException, InterruptedException, MalformedMessageException;
    }

    /** Connects, sends the request, and shows how it goes on and ends. */
    int run(Request request) throws NoPlannerException, IOException, InterruptedException, MalformedMessageException {
        Duration timeout = patience.timeout();
        PublishText text = new PublishText(Terminal.of(command), json);
        try (MqttLink link = broker.connect();
                PlannerClient client = PlannerClient.open(link, broker.clientId())) {
            return text.end(request.send(Publisher.of(client, text, timeout)));
        }
    }
}
