package io.hyps.runner.budget;

import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps account of what the partitions held want, against the budget. Safe for many threads. */
public final class MemoryAccount {
    private final MemoryBudget budget;
    private final Map<Object, Demand> demands = new LinkedHashMap<>();
    /** What holders use beyond their demands as long as nobody wants it. */
    private final Map<Object, Long> spare = new HashMap<>();

    public MemoryAccount(MemoryBudget budget) {
        this.budget = budget;
    }

    public MemoryBudget budget() {
        return budget;
    }

    /**
     * Takes a holder's demand on, if it fits beside the others.
     *
     * @throws RefusedException with the figures, if it does not
     */
    public synchronized void open(Object holder, Demand wanted) throws RefusedException {
        Demand held = held();
        Demand both = held.plus(wanted);
        if (both.bytes() > budget.availableBytes()) {
            long left = Math.max(0, budget.availableBytes() - held.bytes());
            throw new RefusedException(
                    RefusalReason.OUT_OF_MEMORY,
                    "the partitions need " + MemoryBudget.size(wanted.bytes()) + ", this device has "
                            + MemoryBudget.size(left) + " left: " + budget + " - held "
                            + MemoryBudget.size(held.bytes())
                            + "; give it more memory (--memory), plan for smaller devices, or in turns"
                            + " (--residency turns)");
        }
        if (both.workBytes() > budget.firmBytes()) {
            throw new RefusedException(
                    RefusalReason.OUT_OF_MEMORY,
                    "the partitions held then need " + MemoryBudget.size(both.workBytes())
                            + " beside their weights, of which this device has " + MemoryBudget.size(budget.firmBytes())
                            + " once Java's heap is as large as it may get: " + budget
                            + "; give it more memory (--memory), a smaller heap (-Xmx), or plan for smaller devices");
        }
        demands.put(holder, wanted);
    }

    public synchronized void close(Object holder) {
        demands.remove(holder);
        spare.remove(holder);
    }

    /**
     * Lends a holder memory beyond its demand; the last of it only if a second plan as large as all that are held would not
     * fit anyway, and no partitions take turns, which want it for weights.
     *
     * @return whether it may have it
     */
    public synchronized boolean lend(Object holder, long bytes) {
        Demand held = held();
        boolean last = held.turnBytes() == 0 && Demand.saturated(held.bytes(), held.bytes()) > budget.availableBytes();
        return last ? lendBeside(holder, bytes, held.bytes()) : lendFromPlenty(holder, bytes);
    }

    /** A holder does without some of what it was lent. */
    public synchronized void giveBack(Object holder, long bytes) {
        spare.computeIfPresent(holder, (h, lent) -> lent > bytes ? lent - bytes : null);
    }

    /**
     * Lends a holder memory beyond its demand, but not the last: as much as is held stays free, for the plan that comes next.
     *
     * @return whether it may have it
     */
    public synchronized boolean lendFromPlenty(Object holder, long bytes) {
        long held = held().bytes();
        return lendBeside(holder, bytes, Demand.saturated(held, held));
    }

    private boolean lendBeside(Object holder, long bytes, long keptBytes) {
        long lent = Demand.saturated(spareBytes(), bytes);
        boolean free = Demand.saturated(keptBytes, lent) <= budget.availableBytes()
                && Demand.saturated(workBytes(), lent) <= budget.firmBytes();
        if (free) {
            spare.merge(holder, bytes, Long::sum);
        }
        return free;
    }

    /** Whether what was lent is wanted back. */
    public synchronized boolean isOverdrawn() {
        return spareBytes() > 0
                && (held().bytes() + spareBytes() > budget.availableBytes()
                        || Demand.saturated(workBytes(), spareBytes()) > budget.firmBytes());
    }

    private long workBytes() {
        return held().workBytes();
    }

    private long spareBytes() {
        return spare.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What all partitions held want at most. */
    public synchronized long heldBytes() {
        return held().bytes();
    }

    /** What holders were lent beyond that. */
    public synchronized long lentBytes() {
        return spareBytes();
    }

    /** What nobody has asked for but this holder, who uses nothing yet. */
    public synchronized long freeBytesFor(Object holder) {
        Demand others = demands.entrySet().stream()
                .filter(demand -> !demand.getKey().equals(holder))
                .map(Map.Entry::getValue)
                .reduce(Demand.NONE, Demand::plus);
        return Math.max(0, budget.availableBytes() - others.bytes() - spareBytes());
    }

    /** What all partitions that take turns may use together: all but what the others want and were lent. */
    public synchronized long turnsBytes() {
        return Math.max(0, budget.availableBytes() - held().residentBytes() - spareBytes());
    }

    /** What of it may be such that the kernel cannot take it back. */
    public synchronized long turnsFirmBytes() {
        return Math.max(0, budget.firmBytes() - held().residentWorkBytes() - spareBytes());
    }

    private Demand held() {
        return demands.values().stream().reduce(Demand.NONE, Demand::plus);
    }
}
