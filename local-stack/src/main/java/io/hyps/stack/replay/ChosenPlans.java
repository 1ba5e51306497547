package io.hyps.stack.replay;

import io.hyps.planner.publish.NoPlannerException;
import io.hyps.planner.publish.PlannerClient;
import io.hyps.planner.publish.PublishListener;
import io.hyps.planner.publish.Publisher;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.stack.live.LiveModel;
import io.hyps.stack.live.LiveView;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Finds the plans that a replay goes through, by model. */
public final class ChosenPlans {
    private static final Duration QUIET = Duration.ofMillis(400);
    private static final Duration PREPARED_WITHIN = Duration.ofMinutes(2);

    private ChosenPlans() {}

    /**
     * Those that new frames use.
     *
     * @throws CommandException if one of the models has none
     */
    public static Map<String, PublishedPlan> active(MqttLink link, Set<String> models) throws InterruptedException {
        Map<String, PublishedPlan> plans = new HashMap<>();
        for (LiveModel model : live(link)) {
            model.plans().stream()
                    .filter(plan -> model.active()
                            .filter(a -> a.epoch().equals(plan.epoch()))
                            .isPresent())
                    .forEach(plan -> plans.put(model.model(), plan));
        }
        for (String model : models) {
            if (!plans.containsKey(model)) {
                throw new CommandException(
                        ExitCode.BAD_INPUT,
                        "no plan of model '" + model + "' is active: publish one, or give --plan DIR; active are "
                                + plans.keySet().stream().sorted().toList());
            }
        }
        return plans;
    }

    /**
     * Those of an epoch that are still published.
     *
     * @param models of which one must be the plan's; any if empty
     * @throws CommandException if there is none
     */
    public static Map<String, PublishedPlan> ofEpoch(MqttLink link, Epoch epoch, Set<String> models)
            throws InterruptedException {
        List<PublishedPlan> all =
                live(link).stream().flatMap(m -> m.plans().stream()).toList();
        Map<String, PublishedPlan> plans = new HashMap<>();
        all.stream()
                .filter(p -> p.epoch().equals(epoch))
                .filter(p ->
                        models.isEmpty() || models.contains(p.plan().model().name()))
                .forEach(p -> plans.put(p.plan().model().name(), p));
        if (plans.isEmpty()) {
            throw new CommandException(
                    ExitCode.BAD_INPUT,
                    "no plan of epoch " + epoch + " is published any more; there are "
                            + all.stream()
                                    .map(p -> p.epoch() + " of "
                                            + p.plan().model().name())
                                    .sorted()
                                    .toList()
                            + ": give one of them, or the plan's folder");
        }
        return plans;
    }

    private static List<LiveModel> live(MqttLink link) throws InterruptedException {
        try (LiveView view = LiveView.open(link)) {
            view.awaitQuiet(QUIET);
            return view.models();
        }
    }

    /**
     * Has the planner publish a folder's plan beside the active one, and waits until its devices are ready. The planner
     * takes it away some time after the replay.
     *
     * @throws CommandException if no planner answers, or the plan is refused
     */
    public static PublishedPlan prepared(MqttLink link, PlanFolder folder) throws InterruptedException, IOException {
        String client = "hyps-replay-" + UUID.randomUUID().toString().substring(0, 8);
        PlannerReply reply;
        try (PlannerClient planner = PlannerClient.open(link, client)) {
            reply = Publisher.of(planner, new PublishListener() {}, PREPARED_WITHIN)
                    .prepare(folder, Map.of());
        } catch (NoPlannerException e) {
            throw new CommandException(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
        }
        if (reply instanceof PlannerReply.Prepared ready) {
            return new PublishedPlan(ready.epoch(), ready.planId(), ready.bindings(), folder.plan());
        }
        if (reply instanceof PlannerReply.Refused refused) {
            ExitCode code =
                    switch (refused.reason()) {
                        case BAD_REQUEST -> ExitCode.BAD_INPUT;
                        case INFEASIBLE, DEVICE_REFUSED -> ExitCode.INFEASIBLE;
                        case UNREACHABLE, BUSY -> ExitCode.UNREACHABLE;
                    };
            throw new CommandException(code, "the plan cannot be there beside the active one: " + refused.message());
        }
        throw new IllegalStateException("no handling of " + reply);
    }
}
