package io.hyps.planner.report;

import io.hyps.planner.graph.Graph;
import io.hyps.protocol.plan.TensorSpec;

/**
 * A tensor as the drawing shows it.
 *
 * @param sizeBytes 0 if unknown
 * @param shape without a batch of 1; empty if unknown
 */
record Flow(String name, long sizeBytes, String shape) {
    static Flow of(Graph graph, String name) {
        return new Flow(
                name,
                graph.tensor(name).map(TensorSpec::sizeBytes).orElse(0L),
                graph.tensor(name).map(spec -> ChipRows.text(spec.shape())).orElse(""));
    }
}
