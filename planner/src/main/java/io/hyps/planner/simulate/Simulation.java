package io.hyps.planner.simulate;

import io.hyps.planner.partition.Carriage;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.protocol.plan.Plan;
import java.util.List;
import java.util.Map;

/**
 * A plan on devices that are not there. A partition fires when all its inputs have come; a device computes one frame of
 * one partition at a time, first come first served; a link carries one tensor at a time in each direction; a tensor is
 * published once and delivered to each reader; what travels encoded is encoded and decoded as part of the computing. Loading weights in turns, lost devices and repeated attempts are not
 * simulated. Immutable; safe to share.
 */
public final class Simulation {
    private final Wiring wiring;
    private final Site site;

    private Simulation(Wiring wiring, Site site) {
        this.wiring = wiring;
        this.site = site;
    }

    /** A simulation of a plan whose tensors all travel raw. */
    public static Simulation of(Plan plan, Map<String, Long> computeNanos, List<DeviceSpec> devices, Site site) {
        return of(plan, computeNanos, Map.of(), devices, site);
    }

    /**
     * A simulation of a plan.
     *
     * @param computeNanos of each partition by its id, on the reference machine
     * @param carriages of the tensors that travel encoded, by name
     * @param devices at least those that the plan names
     * @throws IllegalArgumentException if a partition's time or a device is missing
     */
    public static Simulation of(
            Plan plan,
            Map<String, Long> computeNanos,
            Map<String, Carriage> carriages,
            List<DeviceSpec> devices,
            Site site) {
        return new Simulation(Wiring.of(plan, computeNanos, carriages, devices), site);
    }

    /** Runs all frames of a load to their answers. */
    public Outcome run(Load load) {
        return new Run(wiring, site, load).outcome();
    }
}
