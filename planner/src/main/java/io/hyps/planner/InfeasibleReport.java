package io.hyps.planner;

/** Why a model does not fit; {@code hyps plan --json} prints it as it is. */
public record InfeasibleReport(boolean feasible, Blocking blocking, WouldSuffice wouldSuffice) {
    /** The node that finds no device, what it needs there, and what the largest device has. */
    public record Blocking(String node, long neededBytes, long availableBytes) {}

    /**
     * Each of these by itself.
     *
     * @param deviceMemoryBytes on each of as many devices
     * @param ways channel shares of the blocking node, by arithmetic; 1 if the node itself would fit
     * @param residency of which one device of this size could run the partitions in turn
     */
    public record WouldSuffice(long deviceMemoryBytes, int ways, String residency) {}
}
