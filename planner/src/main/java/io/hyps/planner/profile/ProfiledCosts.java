package io.hyps.planner.profile;

import io.hyps.planner.cost.CostModel;
import io.hyps.planner.cost.NodeWork;
import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.protocol.plan.TensorSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The costs of a profiled model and of its rewrites. A node that does a share of one of the model's costs that node's
 * time in the ratio of their work; a node that is new costs the moving of its bytes. Immutable.
 */
public final class ProfiledCosts implements CostModel {
    private final Profile profile;
    private final Graph model;
    private final NodeWork modelWork;
    private final Map<String, NodeProfile> nodes = new HashMap<>();
    private final Map<String, TensorProfile> tensors = new HashMap<>();
    private final Map<String, Node> modelNodes = new HashMap<>();

    private ProfiledCosts(Profile profile, Graph model) {
        this.profile = profile;
        this.model = model;
        modelWork = new NodeWork(model);
        profile.nodes().forEach(node -> nodes.put(node.name(), node));
        profile.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
        model.nodes().forEach(node -> modelNodes.put(node.name(), node));
    }

    /** @param model the graph that was profiled, not a rewrite of it */
    public static ProfiledCosts of(Profile profile, Graph model) {
        return new ProfiledCosts(profile, model);
    }

    @Override
    public RuntimeCosts of(Graph graph) {
        return new Costs(graph);
    }

    private final class Costs implements RuntimeCosts {
        private final NodeWork work;
        /** The model's tensor that one of a rewrite is a share of; itself where nothing was rewritten. */
        private final Map<String, TensorSpec> whole = new HashMap<>();

        Costs(Graph graph) {
            work = new NodeWork(graph);
            graph.inputs().forEach(input -> model.tensor(input).ifPresent(spec -> whole.put(input, spec)));
            graph.nodes().forEach(this::trace);
        }

        private void trace(Node node) {
            Node origin = modelNodes.get(node.origin());
            if (origin == null || origin.outputs().size() != node.outputs().size()) {
                return;
            }
            for (int i = 0; i < node.outputs().size(); i++) {
                String made = node.outputs().get(i);
                model.tensor(origin.outputs().get(i)).ifPresent(spec -> whole.put(made, spec));
            }
        }

        @Override
        public double nanos(Node node) {
            NodeProfile measured = nodes.get(node.origin());
            return measured == null ? work.bytes(node) * profile.copyNanosPerByte() : measured.nanos() * share(node);
        }

        @Override
        public long workspaceBytes(Node node) {
            NodeProfile measured = nodes.get(node.origin());
            return measured == null ? 0 : Math.round(measured.workspaceBytes() * share(node));
        }

        @Override
        public long residentBytes(Node node) {
            NodeProfile measured = nodes.get(node.origin());
            return measured == null ? 0 : measured.residentBytes();
        }

        @Override
        public long insideBytes(TensorSpec tensor) {
            return held(tensor).map(TensorProfile::insideBytes).orElse(tensor.sizeBytes());
        }

        @Override
        public long convertedBytes(TensorSpec tensor) {
            return held(tensor).map(TensorProfile::convertedBytes).orElse(0L);
        }

        @Override
        public double convertNanos(TensorSpec tensor) {
            return held(tensor).map(TensorProfile::convertNanos).orElse(0.0);
        }

        /** As measured, or the tensor's share of it; nothing for a tensor that the model does not have. */
        private Optional<TensorProfile> held(TensorSpec tensor) {
            TensorSpec of = whole.get(tensor.name());
            TensorProfile measured = of == null ? null : tensors.get(of.name());
            if (of == null || measured == null) {
                return Optional.empty();
            }
            return Optional.of(measured.share(of.sizeBytes() == 0 ? 1 : (double) tensor.sizeBytes() / of.sizeBytes()));
        }

        private double share(Node node) {
            Node origin = modelNodes.get(node.origin());
            double all = origin == null ? 0 : modelWork.nanos(origin);
            return all == 0 ? 1 : work.nanos(node) / all;
        }
    }
}
