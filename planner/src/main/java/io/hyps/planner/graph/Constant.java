package io.hyps.planner.graph;

/**
 * A node without inputs that always makes the same tensor. It goes with each partition that reads it, as a weight does,
 * and so never crosses a cut.
 */
public record Constant(Node node, long sizeBytes) {}
