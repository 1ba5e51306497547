package io.hyps.planner.rewrite;

/**
 * Where the units that are shared out lie in a tensor: along one axis, each so many places long. A Flatten maps channels
 * [a, b) of C×H×W to columns [a·H·W, b·H·W), so its factor is H·W.
 */
record Layout(int axis, long factor) {}
