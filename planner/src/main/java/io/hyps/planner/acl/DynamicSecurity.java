package io.hyps.planner.acl;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.mqtt.PublishOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mosquitto's dynamic-security plugin, over its control topic. Blocks; not for link threads. */
public final class DynamicSecurity implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DynamicSecurity.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MqttLink link;
    private final MqttLink.Subscription subscription;
    private final Map<String, CompletableFuture<Answers>> waiting = new ConcurrentHashMap<>();

    private DynamicSecurity(MqttLink link) {
        this.link = link;
        this.subscription = link.subscribe(PartRules.CONTROL_RESPONSES, this::answered);
    }

    /** Speaks to the plugin on a link of a user who may; the link stays the caller's to close. */
    public static DynamicSecurity open(MqttLink link) {
        return new DynamicSecurity(link);
    }

    /** What the plugin answers: one answer for each command. */
    private record Answers(List<Answer> responses) {}

    private record Answer(String command, @Nullable String correlationData, @Nullable String error) {}

    /**
     * Has commands carried out, in their order.
     *
     * @return what went wrong, one line each; nothing for a command that found done what it was to do
     * @throws LinkException if the broker does not answer, or refuses to be commanded by this user
     */
    public List<String> apply(List<Command> commands) throws LinkException, InterruptedException {
        if (commands.isEmpty()) {
            return List.of();
        }
        String correlation = UUID.randomUUID().toString();
        CompletableFuture<Answers> answer = new CompletableFuture<>();
        waiting.put(correlation, answer);
        try {
            subscription.granted().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            PublishOutcome outcome = link.publish(Publication.of(PartRules.CONTROL, message(commands, correlation)))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (outcome instanceof PublishOutcome.Refused refused) {
                throw new LinkException("the broker lets this user change no roles: " + refused.reason());
            }
            return failures(commands, answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            throw new LinkException(
                    String.valueOf(
                            e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
                    e);
        } catch (TimeoutException e) {
            throw new LinkException(
                    "the broker's dynamic-security plugin does not answer: is it loaded, and may this user command it?",
                    e);
        } finally {
            waiting.remove(correlation);
        }
    }

    private static Payload message(List<Command> commands, String correlation) {
        List<Map<String, Object>> correlated = new ArrayList<>();
        for (Command command : commands) {
            Map<String, Object> fields = new LinkedHashMap<>(command.fields());
            fields.put("correlationData", correlation);
            correlated.add(fields);
        }
        return Payload.of(Json.encode(Map.of("commands", correlated)));
    }

    private static List<String> failures(List<Command> commands, Answers answers) throws LinkException {
        if (answers.responses().size() != commands.size()) {
            throw new LinkException(
                    "the plugin answered " + answers.responses().size() + " of " + commands.size() + " commands");
        }
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            String error = answers.responses().get(i).error();
            if (error != null && !commands.get(i).isDone(error)) {
                failures.add(commands.get(i) + ": " + error);
            }
        }
        return failures;
    }

    private void answered(Delivery delivery) {
        try {
            Answers answers = Json.decode("answer", delivery.message().payload().array(), Answers.class);
            answers.responses().stream()
                    .map(Answer::correlationData)
                    .findFirst()
                    .ifPresent(correlation -> {
                        CompletableFuture<Answers> answer = waiting.get(correlation);
                        if (answer != null) {
                            answer.complete(answers);
                        }
                    });
        } catch (MalformedMessageException e) {
            LOG.warn("answer of the dynamic-security plugin not understood: {}", e.getMessage());
        }
        delivery.acknowledge();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
