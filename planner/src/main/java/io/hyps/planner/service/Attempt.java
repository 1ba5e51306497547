package io.hyps.planner.service;

import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.plan.PublishedPlan;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A published plan that is not active yet.
 *
 * @param client who asked for it; none if it is a plan from the store, put back
 * @param deadlineNanos when to give up
 * @param purpose what becomes of it when all its devices are ready
 * @param told the devices that the client knows to be ready
 */
record Attempt(PublishedPlan plan, Purpose purpose, Optional<ReplyTo> client, long deadlineNanos, List<String> told) {
    /** Why a plan is published. */
    enum Purpose {
        /** New frames are to use it. */
        ACTIVATE,
        /** It is to be there beside the active one, for replays. */
        PREPARE
    }

    String model() {
        return plan.plan().model().name();
    }

    Attempt withTold(List<String> ready) {
        return new Attempt(plan, purpose, client, deadlineNanos, ready);
    }

    List<String> devices() {
        return plan.bindings().values().stream().sorted().toList();
    }

    List<String> ready(Observed observed) {
        return devices().stream()
                .filter(device -> observed.device(device)
                        .filter(s -> s.state() == DeviceStatus.State.ONLINE && s.isReady(model(), plan.epoch()))
                        .isPresent())
                .toList();
    }

    /** The first refusal by one of its devices, in one line. */
    Optional<String> refusal(Observed observed) {
        return devices().stream()
                .flatMap(device -> observed.device(device).stream())
                .flatMap(status -> status.refused().stream()
                        .filter(r -> r.model().equals(model()) && r.epoch().equals(plan.epoch()))
                        .map(r -> "device '" + status.device() + "' refused the plan: " + r.message() + " ("
                                + r.reason() + ")"))
                .findFirst();
    }

    PlannerReply.Waiting waiting(List<String> ready) {
        return new PlannerReply.Waiting(
                plan.epoch(),
                plan.bindings(),
                ready,
                devices().stream().filter(d -> !ready.contains(d)).toList());
    }

    /** Why it is late, in one line. */
    String lateness(Observed observed, List<String> ready) {
        List<String> late = devices().stream()
                .filter(device -> !ready.contains(device))
                .map(device -> device + " ("
                        + observed.device(device)
                                .map(s -> s.state().name().toLowerCase(Locale.ROOT))
                                .orElse("never seen")
                        + ")")
                .toList();
        return "devices " + late + " did not become ready in time: see their logs; the plan was withdrawn";
    }
}
