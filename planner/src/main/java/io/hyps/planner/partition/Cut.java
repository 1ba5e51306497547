package io.hyps.planner.partition;

import java.util.List;

/** Whether and how a graph can be cut for the devices. */
public sealed interface Cut {
    /**
     * It can.
     *
     * @param stages in an order in which they can run; stages with the same replicas take turns on those
     * @param optimalIn {@code all} if no assignment of this graph's nodes to partitions and of partitions to devices is
     *     better by the cost model; {@code chain} if no contiguous cut of the node order is, else {@code none}
     * @param gap how far the objective may be from that of the best assignment of all, as a share of it
     */
    record Found(List<Stage> stages, String optimalIn, double gap) implements Cut {
        public Found {
            stages = List.copyOf(stages);
        }
    }

    /**
     * It cannot.
     *
     * @param node the position of the node that blocks
     * @param neededBytes what it, or the stretch that it would have to be in, needs
     * @param availableBytes what the largest device has
     * @param sufficientBytes what each of as many devices would need
     * @param ways into how many channel shares the node would have to be split; 1 if splitting it is not the point
     */
    record Impossible(int node, long neededBytes, long availableBytes, long sufficientBytes, int ways) implements Cut {}
}
