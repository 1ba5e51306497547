package io.hyps.planner.networks;

/** A tensor [1, channels, side, side] of a network that is being built. */
record Feature(String tensor, int channels, int side) {}
