package io.hyps.planner.service;

import io.hyps.planner.acl.DeviceRoles;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.plan.PublishedPlan;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the devices of a plan allowed what the plans that are in force need, no more. Used by one thread. */
final class Roles {
    private static final Logger LOG = LoggerFactory.getLogger(Roles.class);

    private final DeviceRoles roles;
    private final Observed observed;

    Roles(DeviceRoles roles, Observed observed) {
        this.roles = roles;
        this.observed = observed;
    }

    /** Before the plan is published; it has been observed already. */
    void open(PublishedPlan plan) throws LinkException, InterruptedException {
        roles.set(plan.bindings().values(), observed.allPlans());
    }

    /** After the plan has ended; what is not taken back now is when another plan comes or another planner leads. */
    void close(PublishedPlan plan) throws InterruptedException {
        set(plan.bindings().values());
    }

    /** As an earlier planner may have left them. */
    void settle() throws InterruptedException {
        List<PublishedPlan> plans = observed.allPlans();
        Set<String> devices = plans.stream()
                .flatMap(plan -> plan.bindings().values().stream())
                .collect(Collectors.toSet());
        devices.addAll(observed.devices());
        set(devices);
    }

    private void set(Collection<String> devices) throws InterruptedException {
        try {
            roles.set(devices, observed.allPlans());
        } catch (LinkException e) {
            LOG.warn("roles not set devices={} reason={}", devices, e.getMessage());
        }
    }
}
