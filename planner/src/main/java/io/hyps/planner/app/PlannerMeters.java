package io.hyps.planner.app;

import io.hyps.planner.service.PlannerService;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What /q/metrics tells of the planner service. */
final class PlannerMeters {
    private PlannerMeters() {}

    static void register(MeterRegistry registry, PlannerService service) {
        Gauge.builder("hyps.planner.leading", service, s -> s.isLeading() ? 1 : 0)
                .description("1 while this planner leads")
                .register(registry);
        Gauge.builder("hyps.planner.devices.online", service, PlannerService::devicesOnline)
                .description("devices whose status says that they are online")
                .register(registry);
        Gauge.builder("hyps.planner.models.active", service, PlannerService::modelsActive)
                .description("models with an active plan")
                .register(registry);
        FunctionCounter.builder("hyps.planner.failovers", service, PlannerService::failovers)
                .description("plans that went to other devices, as one was lost")
                .register(registry);
    }
}
