package io.hyps.planner.profile;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which kernel of an optimised copy does the work of which nodes of the model. ONNX Runtime fuses nodes and keeps some
 * tensors in a blocked layout (NCHWc) under names of its own, but the name of each such kernel begins with the name of a
 * tensor that one of its nodes makes, and all other kernels keep the names of their outputs.
 */
final class KernelGroups {
    private static final int NONE = -1;
    private static final Pattern BLOCKED_NAME = Pattern.compile("(.*)_nchwc.*");
    /** What is fused into the node before it, rather than into the one behind. */
    private static final Set<String> FOLLOWERS = Set.of(
            "Add", "Sum", "Relu", "Clip", "LeakyRelu", "Sigmoid", "Tanh", "HardSigmoid", "BatchNormalization", "Mul");

    private final Graph graph;
    private final List<NodeProto> kernels;
    private final Map<String, Integer> maker = new HashMap<>();
    private final Map<String, List<Integer>> readers = new HashMap<>();
    private final Set<String> visible = new HashSet<>();
    /** The node whose tensor a kernel is named for. */
    private final int[] owners;
    /** The kernel that does a node's work. */
    private final int[] groups;

    private KernelGroups(Graph graph, List<NodeProto> kernels) {
        this.graph = graph;
        this.kernels = kernels;
        owners = new int[kernels.size()];
        groups = new int[graph.nodes().size()];
        Arrays.fill(owners, NONE);
        Arrays.fill(groups, NONE);
        for (int at = 0; at < groups.length; at++) {
            for (String name : graph.nodes().get(at).makes()) {
                maker.put(name, at);
            }
            for (String name : graph.nodes().get(at).reads()) {
                readers.computeIfAbsent(name, tensor -> new ArrayList<>()).add(at);
            }
        }
    }

    /** @param kernels the nodes of the optimised copy, in the file's order */
    static KernelGroups of(Graph graph, List<NodeProto> kernels) {
        KernelGroups made = new KernelGroups(graph, kernels);
        kernels.forEach(kernel -> {
            made.visible.addAll(kernel.getInputList());
            made.visible.addAll(kernel.getOutputList());
        });
        IntStream.range(0, kernels.size()).forEach(made::claim);
        made.ownTheRest();
        made.assignTheRest();
        return made;
    }

    static boolean isBlocked(NodeProto kernel) {
        return kernel.getDomain().equals("com.microsoft.nchwc") && !isReorder(kernel);
    }

    static boolean isReorder(NodeProto kernel) {
        return kernel.getOpType().startsWith("Reorder");
    }

    /** The nodes whose work a kernel does, ascending; none for one that only converts. */
    List<Integer> nodesOf(int kernel) {
        return IntStream.range(0, groups.length)
                .filter(node -> groups[node] == kernel)
                .boxed()
                .toList();
    }

    /** The node that a kernel's time counts for. */
    int ownerOf(int kernel) {
        return owners[kernel];
    }

    /** The kernel that does the work of the node that makes a tensor, -1 if there is none. */
    int makerOf(String tensor) {
        Integer node = maker.get(tensor);
        return node == null ? NONE : groups[node];
    }

    /** Whether a tensor is passed from one kernel to another; else it is fused away. */
    boolean isPassed(String tensor) {
        Integer made = maker.get(tensor);
        return made == null
                || graph.outputs().contains(tensor)
                || readers.getOrDefault(tensor, List.of()).stream().anyMatch(node -> groups[node] != groups[made]);
    }

    private void claim(int kernel) {
        NodeProto proto = kernels.get(kernel);
        List<String> names = new ArrayList<>(proto.getOutputList());
        Matcher blocked = BLOCKED_NAME.matcher(proto.getName());
        if (isBlocked(proto) && blocked.matches()) {
            names.add(0, blocked.group(1));
        }
        for (String name : names) {
            Integer node = maker.get(name);
            if (node != null && owners[kernel] == NONE) {
                owners[kernel] = node;
                if (!isReorder(proto)) {
                    groups[node] = kernel;
                }
            }
        }
    }

    /** A kernel without a known name counts for the node of the next kernel, or else of the one before. */
    private void ownTheRest() {
        for (int kernel = kernels.size() - 2; kernel >= 0; kernel--) {
            owners[kernel] = owners[kernel] == NONE ? owners[kernel + 1] : owners[kernel];
        }
        for (int kernel = 1; kernel < kernels.size(); kernel++) {
            owners[kernel] = owners[kernel] == NONE ? owners[kernel - 1] : owners[kernel];
        }
    }

    private void assignTheRest() {
        for (int node = 0; node < groups.length; node++) {
            if (groups[node] == NONE
                    && FOLLOWERS.contains(graph.nodes().get(node).opType())) {
                groups[node] = latestBefore(node);
            }
        }
        for (int node = groups.length - 1; node >= 0; node--) {
            groups[node] = groups[node] == NONE ? firstBehind(node) : groups[node];
        }
    }

    /** Of several, such as the two that an Add joins: the one that runs last, since it reads what the others made. */
    private int latestBefore(int node) {
        return graph.nodes().get(node).reads().stream()
                .filter(name -> !visible.contains(name) && maker.containsKey(name))
                .mapToInt(name -> groups[maker.getOrDefault(name, node)])
                .max()
                .orElse(NONE);
    }

    private int firstBehind(int node) {
        Node made = graph.nodes().get(node);
        return made.makes().stream()
                .flatMap(name -> readers.getOrDefault(name, List.of()).stream())
                .mapToInt(reader -> groups[reader])
                .filter(kernel -> kernel != NONE)
                .min()
                .orElse(NONE);
    }
}
