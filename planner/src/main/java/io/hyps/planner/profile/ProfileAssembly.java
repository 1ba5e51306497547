package io.hyps.planner.profile;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.cost.NodeWork;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.session.DeviceSettings;
import io.hyps.protocol.plan.TensorSpec;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Gives what was measured of kernels to the nodes and tensors of the model. */
final class ProfileAssembly {
    private final OnnxModel model;
    private final Graph graph;
    private final List<NodeProto> kernels;
    private final KernelFiles files;
    private final KernelGroups groups;
    private final KernelTimes times;
    /** What the first output of a kernel that is read by a conversion takes when converted, by its name. */
    private final Map<String, Long> convertedInputs = new HashMap<>();

    ProfileAssembly(OnnxModel model, ModelProto copy, KernelFiles files, KernelTimes times) {
        this.model = model;
        this.files = files;
        graph = model.graph();
        kernels = copy.getGraph().getNodeList();
        groups = KernelGroups.of(graph, kernels);
        this.times = times;
        for (int kernel = 0; kernel < kernels.size(); kernel++) {
            if (kernels.get(kernel).getOpType().equals("ReorderInput")) {
                convertedInputs.put(kernels.get(kernel).getInput(0), times.outputBytes(kernel));
            }
        }
    }

    Profile profile(KernelMemory memory, CrossingCost crossing, Instant now) {
        return new Profile(
                ProfileCache.key(model),
                Machine.here(),
                DeviceSettings.runtimeVersion(),
                now.toString(),
                times.wholeNanos(),
                crossing.nanosPerByte(),
                nodes(memory),
                graph.tensors().values().stream()
                        .sorted(Comparator.comparing(TensorSpec::name))
                        .map(tensor -> tensor(tensor, crossing))
                        .toList());
    }

    private List<NodeProfile> nodes(KernelMemory memory) {
        List<Node> nodes = graph.nodes();
        double[] nanos = new double[nodes.size()];
        long[] workspaces = new long[nodes.size()];
        long[] residents = new long[nodes.size()];
        long inputBytes = graph.inputs().stream()
                .flatMap(input -> graph.tensor(input).stream())
                .mapToLong(TensorSpec::sizeBytes)
                .sum();
        long share = Math.max(0, memory.loadedBytes() - inputBytes) / Math.max(1, kernels.size());
        NodeWork work = new NodeWork(graph);
        for (int kernel = 0; kernel < kernels.size(); kernel++) {
            List<Integer> group = groups.nodesOf(kernel);
            int main = group.stream()
                    .max(Comparator.comparingDouble(node -> work.nanos(nodes.get(node))))
                    .orElse(groups.ownerOf(kernel));
            nanos[main] += times.nanos(kernel);
            residents[main] += share + Math.max(0, files.weightsBytes(kernel) - weightsBytes(group));
            workspaces[main] += memory.workspaceBytes(kernel);
            writeOver(kernel, group, workspaces);
        }
        return IntStream.range(0, nanos.length)
                .mapToObj(
                        node -> new NodeProfile(nodes.get(node).name(), nanos[node], workspaces[node], residents[node]))
                .toList();
    }

    /**
     * All tensors of a fused group are one, and so are its output and the tensor that a convolution adds to in place. Each
     * counts while it is alive, so what a node writes over is taken off again.
     */
    private void writeOver(int kernel, List<Integer> group, long[] workspaces) {
        long joined = addsInPlace(kernel) ? times.outputBytes(kernel) : 0;
        for (int i = 0; i < group.size(); i++) {
            Node node = graph.nodes().get(group.get(i));
            long fused = node.makes().stream()
                    .flatMap(name -> graph.tensor(name).stream())
                    .mapToLong(this::insideBytes)
                    .sum();
            workspaces[group.get(i)] -= joined + (i == 0 ? 0 : fused);
            if (i > 0 && readsFromOutside(node, kernel)) {
                joined = 0;
            }
        }
    }

    private boolean readsFromOutside(Node node, int kernel) {
        return node.reads().stream().anyMatch(name -> !graph.isConstant(name) && groups.makerOf(name) != kernel);
    }

    /** A blocked convolution adds to its fourth input in place, if nothing reads that later. */
    private boolean addsInPlace(int kernel) {
        NodeProto proto = kernels.get(kernel);
        if (!KernelGroups.isBlocked(proto)
                || proto.getInputCount() < 4
                || proto.getInput(3).isEmpty()) {
            return false;
        }
        String sum = proto.getInput(3);
        return kernels.stream().skip(kernel + 1).noneMatch(later -> later.getInputList()
                .contains(sum));
    }

    private long weightsBytes(List<Integer> group) {
        return group.stream()
                .flatMap(node -> graph.nodes().get(node).reads().stream())
                .distinct()
                .mapToLong(graph::constantBytes)
                .sum();
    }

    private TensorProfile tensor(TensorSpec tensor, CrossingCost crossing) {
        long blocked = blockedBytes(tensor.name()).orElse(0L);
        boolean passedOver = blocked > 0 || !groups.isPassed(tensor.name());
        double nanos = crossing.nanos() + (passedOver ? tensor.sizeBytes() * crossing.nanosPerByte() : 0);
        return new TensorProfile(tensor.name(), insideBytes(tensor), blocked, nanos);
    }

    /** In the blocked layout, or as ONNX has it, or both where ONNX Runtime converts it. */
    private long insideBytes(TensorSpec tensor) {
        Optional<Long> blocked = blockedBytes(tensor.name());
        boolean plain =
                kernels.stream().anyMatch(kernel -> kernel.getOutputList().contains(tensor.name()));
        return blocked.map(bytes -> bytes + (plain ? tensor.sizeBytes() : 0)).orElse(tensor.sizeBytes());
    }

    /** What a tensor takes in the blocked layout, if it is ever in it. */
    private Optional<Long> blockedBytes(String name) {
        Long converted = convertedInputs.get(name);
        int kernel = groups.makerOf(name);
        if (converted != null || kernel < 0 || !KernelGroups.isBlocked(kernels.get(kernel))) {
            return Optional.ofNullable(converted);
        }
        return Optional.of(times.outputBytes(kernel));
    }
}
