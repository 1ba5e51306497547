package io.hyps.planner.report;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.report.Chip.Row;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Says in a few lines what some nodes do: {@code Conv · Relu ×2}, then {@code MaxPool}. */
final class ChipRows {
    private static final int MOST_ROWS = 12;
    private static final int LONGEST_PATTERN = 24;
    private static final int LEAST_REPEATS = 3;
    private static final int MOST_NAMES = 40;
    private static final Set<String> LIGHT = Set.of(
            "Relu",
            "Clip",
            "LeakyRelu",
            "PRelu",
            "Sigmoid",
            "Tanh",
            "HardSwish",
            "HardSigmoid",
            "Elu",
            "Selu",
            "BatchNormalization",
            "LRN",
            "Dropout",
            "Identity",
            "Flatten",
            "Reshape",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "Cast",
            "QuantizeLinear",
            "DequantizeLinear",
            "Pad",
            "Slice",
            "Shape",
            "Gather");

    private final Graph graph;

    ChipRows(Graph graph) {
        this.graph = graph;
    }

    Chip chip(int lane, List<Integer> positions) {
        List<Node> nodes = positions.stream().map(graph.nodes()::get).toList();
        List<Row> rows = folded(units(nodes));
        return new Chip(lane, rows.size() > MOST_ROWS ? counts(nodes) : rows, names(nodes));
    }

    /** Heavy nodes with the light ones that follow; shares of one node count as one, and say how many they are. */
    private List<Row> units(List<Node> nodes) {
        Map<String, List<Node>> steps = new LinkedHashMap<>();
        for (Node node : nodes) {
            boolean share = !node.origin().equals(node.name());
            steps.computeIfAbsent(share ? node.opType() + '\n' + node.origin() : node.name(), k -> new ArrayList<>())
                    .add(node);
        }
        List<Unit> units = new ArrayList<>();
        for (List<Node> step : steps.values()) {
            Node node = step.get(step.size() - 1);
            if (!LIGHT.contains(node.opType()) || units.isEmpty()) {
                units.add(new Unit());
            }
            units.get(units.size() - 1)
                    .add(operator(node) + (step.size() > 1 ? " (" + step.size() + " shares)" : ""), shape(node));
        }
        return units.stream().map(Unit::row).toList();
    }

    /** A heavy node and the light ones after it. */
    private static final class Unit {
        private final List<Row> nodes = new ArrayList<>();

        void add(String text, String shape) {
            nodes.add(new Row(text, shape));
        }

        /** In one line, in which what stands several times side by side is written once. */
        Row row() {
            List<String> words = new ArrayList<>();
            for (int at = 0; at < nodes.size(); ) {
                int times = times(nodes, at, 1);
                words.add(nodes.get(at).text() + (times == 1 ? "" : " ×" + times));
                at += times;
            }
            return new Row(
                    String.join(" · ", words), nodes.get(nodes.size() - 1).shape());
        }
    }

    /** Writes what repeats once: first single rows, then patterns of them. */
    private static List<Row> folded(List<Row> units) {
        List<Row> runs = new ArrayList<>();
        for (int at = 0; at < units.size(); ) {
            int times = times(units, at, 1);
            String text = units.get(at).text();
            at += times;
            runs.add(new Row(
                    times == 1 ? text : text + " ×" + times, units.get(at - 1).shape()));
        }
        List<Row> rows = new ArrayList<>();
        for (int at = 0; at < runs.size(); ) {
            Repeat repeat = longestRepeat(runs, at);
            int end = at + repeat.length * repeat.times;
            if (repeat.times == 1) {
                rows.add(runs.get(at));
            } else {
                rows.add(new Row(repeat.times + " times:", runs.get(end - 1).shape()));
                runs.subList(at, at + repeat.length).forEach(row -> rows.add(new Row("\u2003" + row.text(), "")));
            }
            at = end;
        }
        return rows;
    }

    private static Repeat longestRepeat(List<Row> units, int at) {
        Repeat best = new Repeat(1, 1);
        for (int length = 2; length <= LONGEST_PATTERN; length++) {
            Repeat repeat = new Repeat(length, times(units, at, length));
            if (repeat.times >= LEAST_REPEATS && repeat.length * repeat.times > best.length * best.times) {
                best = repeat;
            }
        }
        return best;
    }

    private static int times(List<Row> units, int at, int length) {
        int end = at + length;
        while (end < units.size()
                && units.get(end).text().equals(units.get(end - length).text())) {
            end++;
        }
        return Math.max(1, (end - at) / length);
    }

    private List<Row> counts(List<Node> nodes) {
        Map<String, Long> counts =
                nodes.stream().collect(Collectors.groupingBy(ChipRows::operator, Collectors.counting()));
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(nodes.size() + " nodes:", shape(nodes.get(nodes.size() - 1))));
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_ROWS - 1)
                .forEach(count -> rows.add(new Row("\u2003" + count.getKey() + " ×" + count.getValue(), "")));
        return rows;
    }

    private static String operator(Node node) {
        return node.opType().equals("BatchNormalization") ? "BatchNorm" : Words.shortName(node.opType(), 24);
    }

    /** Without the batch, where that is 1. */
    private String shape(Node node) {
        return node.makes().stream()
                .findFirst()
                .flatMap(graph::tensor)
                .map(TensorSpec::shape)
                .map(ChipRows::text)
                .orElse("");
    }

    static String text(Shape shape) {
        List<Long> dimensions = shape.dimensions();
        boolean batch = dimensions.size() > 1 && dimensions.get(0) == 1;
        return (batch ? dimensions.subList(1, dimensions.size()) : dimensions)
                .stream().map(String::valueOf).collect(Collectors.joining("×"));
    }

    private static String names(List<Node> nodes) {
        String names = nodes.stream()
                .limit(MOST_NAMES)
                .map(node -> operator(node) + " " + Words.shortName(node.name(), 80))
                .collect(Collectors.joining("\n"));
        return nodes.size() <= MOST_NAMES ? names : names + "\nand " + (nodes.size() - MOST_NAMES) + " more";
    }

    private record Repeat(int length, int times) {}
}
