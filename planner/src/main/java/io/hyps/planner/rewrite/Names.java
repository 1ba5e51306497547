package io.hyps.planner.rewrite;

import io.hyps.planner.graph.Node;
import io.hyps.protocol.ForeignText;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Finds nodes by name, and says what was near if there is none. */
final class Names {
    private static final int MOST_SHOWN = 5;

    private Names() {}

    static Node require(Draft draft, String name) throws SplitException {
        return draft.node(name).orElseThrow(() -> new SplitException(missing(draft, name)));
    }

    private static String missing(Draft draft, String name) {
        boolean isInShares =
                draft.nodes().stream().anyMatch(node -> node.origin().equals(name));
        if (isInShares) {
            return "node '" + ForeignText.printable(name) + "' is in another split already: give each node one split";
        }
        List<String> near = draft.nodes().stream()
                .filter(node -> Operators.of(node) == Operators.CONVOLUTION
                        || node.opType().equals("Gemm")
                        || node.opType().equals("MatMul"))
                .map(Node::name)
                .sorted(Comparator.comparingInt(other -> distance(name, other)))
                .limit(MOST_SHOWN)
                .toList();
        return "the model has no node '" + ForeignText.printable(name) + "'"
                + (near.isEmpty()
                        ? ""
                        : near.stream()
                                .map(each -> "'" + ForeignText.printable(each) + "'")
                                .collect(Collectors.joining(", ", "; near are ", "")));
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
