package io.hyps.planner;

import io.hyps.planner.hybrid.Hybrid;

/** Why a model does not fit; {@code hyps plan --json} prints it as it is. */
public record InfeasibleReport(boolean feasible, Blocking blocking, WouldSuffice wouldSuffice) {
    static InfeasibleReport of(Hybrid.Impossible impossible) {
        return new InfeasibleReport(
                false,
                new Blocking(impossible.node(), impossible.neededBytes(), impossible.availableBytes()),
                new WouldSuffice(
                        impossible.sufficientBytes(),
                        impossible.ways(),
                        impossible.residency().toString()));
    }

    /** The node that finds no device, what it needs there, and what the largest device has. */
    public record Blocking(String node, long neededBytes, long availableBytes) {}

    /**
     * What would do.
     *
     * @param deviceMemoryBytes on each of as many devices, with splits where they are needed
     * @param ways into which the blocking node is split then; 1 if it is not
     * @param residency with which that memory does: the one that was asked for
     */
    public record WouldSuffice(long deviceMemoryBytes, int ways, String residency) {}
}
