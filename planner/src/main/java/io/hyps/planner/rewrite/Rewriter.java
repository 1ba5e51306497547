package io.hyps.planner.rewrite;

import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.protocol.ForeignText;
import java.util.Comparator;
import java.util.List;

/**
 * Splits layers of a graph; the result computes the same. Float sums in another order (a channel split with a
 * {@code last}) differ by rounding. Shares of weights are taken from the whole only when their bytes are asked for. Pure;
 * safe to share.
 */
public final class Rewriter {
    /** Operators before it broadcast by attributes of their own. */
    private static final int LEAST_OPSET = 7;

    private final int opset;

    private Rewriter(int opset) {
        this.opset = opset;
    }

    /** @param opset the version of ONNX's own operators that the model is written in */
    public static Rewriter of(int opset) {
        return new Rewriter(opset);
    }

    /** @param opsets as the model imports them */
    public static Rewriter of(List<OperatorSetIdProto> opsets) {
        return new Rewriter(opsets.stream()
                .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
                .mapToInt(set -> Math.toIntExact(set.getVersion()))
                .findFirst()
                .orElse(1));
    }

    /**
     * Makes the splits, in the order of the graph; they name the model's nodes.
     *
     * @throws SplitException if one of them cannot be made
     */
    public Graph apply(Graph graph, List<? extends Split> splits) throws SplitException {
        if (splits.isEmpty()) {
            return graph;
        }
        if (opset < LEAST_OPSET) {
            throw new SplitException("the model is written in opset " + opset + ": splits need " + LEAST_OPSET
                    + " or later; convert it");
        }
        Draft draft = new Draft(graph, opset);
        List<? extends Split> inOrder = splits.stream()
                .sorted(Comparator.comparingInt(
                        split -> draft.node(split.first()).map(draft::position).orElse(-1)))
                .toList();
        for (Split split : inOrder) {
            try {
                apply(draft, split);
            } catch (SplitException e) {
                throw new SplitException("the split '" + ForeignText.printable(split.toString()) + "' cannot be made: "
                        + e.getMessage());
            }
        }
        return draft.graph();
    }

    /** In how many ways a node's output channels can be shared out; 1 if they cannot. */
    public long mostWays(Graph graph, Node node) {
        try {
            return opset < LEAST_OPSET
                    ? 1
                    : Layer.of(new Draft(graph, opset), node).units();
        } catch (SplitException cannotBeSplit) {
            return 1;
        }
    }

    private static void apply(Draft draft, Split split) throws SplitException {
        if (split instanceof Split.Channel channel) {
            ChannelSplit.apply(draft, channel);
        } else if (split instanceof Split.Tile tile) {
            TileSplit.apply(draft, tile);
        } else {
            throw new IllegalStateException("no handling of " + split);
        }
    }
}
