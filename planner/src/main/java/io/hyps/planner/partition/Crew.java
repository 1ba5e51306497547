package io.hyps.planner.partition;

import java.util.List;

/**
 * Some devices of each type, to run a stage together.
 *
 * @param counts of each type
 * @param onlyType that all are of; −1 if they are of several
 * @param size of all
 * @param offset from a state of use to the one with these devices in use as well
 * @param room the states of use that leave so many free
 */
record Crew(List<Integer> counts, int onlyType, int size, int offset, Bits room) {
    boolean contains(Crew other) {
        for (int type = 0; type < counts.size(); type++) {
            if (counts.get(type) < other.counts.get(type)) {
                return false;
            }
        }
        return true;
    }
}
