package io.hyps.planner.rewrite;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.graph.Weight;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A graph while it is rewritten: new tensors, weights and nodes with names of their own. */
final class Draft {
    private final Graph graph;
    private final int opset;
    private final List<Node> nodes;
    private final Map<String, TensorSpec> tensors;
    private final Map<String, Weight> weights;
    private final Map<List<Object>, String> shares = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    /** The names of the nodes that put shares together again. */
    private final Set<String> joins = new HashSet<>();

    private final Map<String, List<Node>> readers = new HashMap<>();
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, Integer> positions = new HashMap<>();

    /** @param opset the version of ONNX's own operators that the model is written in */
    Draft(Graph graph, int opset) {
        this.graph = graph;
        this.opset = opset;
        nodes = new ArrayList<>(graph.nodes());
        tensors = new HashMap<>(graph.tensors());
        weights = new HashMap<>(graph.weights());
        taken.addAll(graph.tensors().keySet());
        taken.addAll(graph.weights().keySet());
        taken.addAll(graph.constants().keySet());
        nodes.forEach(node -> {
            taken.add(node.name());
            taken.addAll(node.makes());
        });
        index();
    }

    int opset() {
        return opset;
    }

    List<Node> nodes() {
        return nodes;
    }

    Optional<Node> node(String name) {
        return Optional.ofNullable(positions.get(name)).map(nodes::get);
    }

    int position(Node node) {
        return Objects.requireNonNull(positions.get(node.name()));
    }

    Optional<Node> producer(String tensor) {
        return Optional.ofNullable(producers.get(tensor));
    }

    List<Node> readers(String tensor) {
        return readers.getOrDefault(tensor, List.of());
    }

    boolean isOutput(String tensor) {
        return graph.outputs().contains(tensor);
    }

    boolean isConstant(String name) {
        String source = source(name);
        return weights.containsKey(source) || graph.isConstant(source);
    }

    boolean isJoin(Node node) {
        return joins.contains(node.name());
    }

    Optional<Weight> weight(String name) {
        String source = source(name);
        Weight weight = weights.get(source);
        return weight != null
                ? Optional.of(weight)
                : Optional.ofNullable(graph.constants().get(source)).flatMap(c -> ConstantWeight.of(name, c));
    }

    /** Exporters give one weight several names by Identity nodes. */
    private String source(String name) {
        Node node = producers.get(name);
        return node != null && node.opType().equals("Identity") && node.domain().isEmpty()
                ? source(node.inputs().get(0))
                : name;
    }

    /** The dimensions of a tensor, weight or constant; nothing if they are not known. */
    Optional<List<Long>> dimensions(String name) {
        return Optional.ofNullable(tensors.get(name))
                .map(spec -> spec.shape().dimensions())
                .or(() -> weight(name).map(weight -> weight.shape().dimensions()));
    }

    /** @throws SplitException if they are not known */
    List<Long> requireDimensions(String tensor) throws SplitException {
        Optional<List<Long>> dimensions = Optional.ofNullable(tensors.get(tensor))
                .map(spec -> spec.shape().dimensions());
        return dimensions.orElseThrow(() -> new SplitException("the shape of tensor '" + tensor + "' is not known"));
    }

    /** A name that nothing has yet. */
    String unique(String wanted) {
        String name = wanted;
        for (int i = 2; !taken.add(name); i++) {
            name = wanted + "#" + i;
        }
        return name;
    }

    /** A tensor like a known one, of another shape. */
    String tensor(String like, String suffix, List<Long> dimensions) {
        TensorSpec spec = Objects.requireNonNull(tensors.get(like));
        String name = unique(like + suffix);
        tensors.put(name, new TensorSpec(name, spec.type(), new Shape(dimensions)));
        return name;
    }

    /** A weight that is part of a weight or constant along one axis; the same part is made once. */
    String share(String constant, int axis, Interval range, String suffix) throws SplitException {
        List<Object> key = List.of(constant, axis, range);
        String known = shares.get(key);
        if (known != null) {
            return known;
        }
        Weight whole = weight(constant)
                .orElseThrow(() -> new SplitException("constant '" + constant + "' cannot be shared out"));
        String name = unique(constant + suffix);
        weights.put(name, WeightShare.of(whole, axis, range, name));
        shares.put(key, name);
        return name;
    }

    /** A new small weight. */
    String weight(String wanted, int elementType, Shape shape, ByteBuffer data) {
        String name = unique(wanted);
        weights.put(name, new Weight(name, elementType, shape, data.remaining(), data::duplicate));
        return name;
    }

    /** Puts nodes in the place of others, and a join before the first node that reads what it makes. */
    void replace(List<Node> old, List<Node> shares, List<Node> join) {
        int last = old.stream().mapToInt(this::position).max().orElseThrow();
        Set<String> gone = new HashSet<>();
        old.forEach(node -> gone.add(node.name()));
        int at = last + 1 - old.size();
        nodes.removeIf(node -> gone.contains(node.name()));
        nodes.addAll(at, shares);
        Set<String> made = new HashSet<>();
        join.forEach(node -> made.addAll(node.makes()));
        at += shares.size();
        while (at < nodes.size() && nodes.get(at).reads().stream().noneMatch(made::contains)) {
            at++;
        }
        nodes.addAll(at, join);
        join.forEach(node -> joins.add(node.name()));
        index();
    }

    private void index() {
        readers.clear();
        producers.clear();
        positions.clear();
        for (Node node : nodes) {
            positions.put(node.name(), positions.size());
            node.reads().forEach(name -> readers.computeIfAbsent(name, tensor -> new ArrayList<>())
                    .add(node));
            node.makes().forEach(name -> producers.put(name, node));
        }
    }

    Graph graph() {
        Set<String> read = new HashSet<>(graph.outputs());
        Set<String> made = new HashSet<>(graph.inputs());
        nodes.forEach(node -> {
            read.addAll(node.reads());
            made.addAll(node.makes());
        });
        Map<String, Weight> kept = new LinkedHashMap<>(weights);
        kept.keySet().retainAll(read);
        Map<String, TensorSpec> known = new HashMap<>(tensors);
        known.keySet().retainAll(made);
        return new Graph(graph.inputs(), graph.outputs(), nodes, graph.constants(), kept, known);
    }
}
