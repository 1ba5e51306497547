package io.hyps.planner;

import io.hyps.planner.hybrid.Hybrid;
import io.hyps.protocol.plan.Residency;

/** Why a model does not fit; {@code hyps plan --json} prints it as it is. */
public record InfeasibleReport(boolean feasible, Blocking blocking, WouldSuffice wouldSuffice) {
    /** @param turnsWouldDo whether the devices as they are could run the model in turns, or that was asked for */
    static InfeasibleReport of(Hybrid.Impossible impossible, boolean turnsWouldDo) {
        return new InfeasibleReport(
                false,
                new Blocking(impossible.node(), impossible.neededBytes(), impossible.availableBytes()),
                new WouldSuffice(
                        impossible.sufficientBytes(),
                        impossible.ways(),
                        (turnsWouldDo ? Residency.TURNS : Residency.RESIDENT).toString()));
    }

    /** The node that finds no device, what it needs there, and what the largest device has. */
    public record Blocking(String node, long neededBytes, long availableBytes) {}

    /**
     * What would do.
     *
     * @param deviceMemoryBytes on each of as many devices, with splits where they are needed
     * @param ways into which the blocking node is split then; 1 if it is not
     * @param residency {@code turns} if that would do with the devices as they are, or was asked for; else {@code resident}
     */
    public record WouldSuffice(long deviceMemoryBytes, int ways, String residency) {}
}
