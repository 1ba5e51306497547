package io.hyps.planner.hybrid;

import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.partition.Cut;
import io.hyps.planner.rewrite.Split;
import io.hyps.protocol.plan.Residency;
import java.util.List;

/** Whether and how a graph can be split and cut for the devices. */
public sealed interface Hybrid {
    /**
     * It can.
     *
     * @param graph with the splits made; the cut's positions are its
     * @param costs of that graph
     * @param splits those asked for first, then those that were found to pay
     * @param cut of that graph; its gap is the distance to a bound that holds however the model's nodes are split
     */
    record Planned(Graph graph, RuntimeCosts costs, List<Split> splits, Cut.Found cut) implements Hybrid {
        public Planned {
            splits = List.copyOf(splits);
        }
    }

    /**
     * It cannot, with none of the splits that were tried.
     *
     * @param node the name of the model's node that blocks
     * @param neededBytes what it, or the part that it would have to be in, needs
     * @param availableBytes what the largest device has
     * @param sufficientBytes what each of as many devices would need: there is a plan for such devices
     * @param ways into how many shares or tiles that plan splits the node; 1 if it does not
     * @param residency of that plan
     */
    record Impossible(
            String node, long neededBytes, long availableBytes, long sufficientBytes, int ways, Residency residency)
            implements Hybrid {}
}
