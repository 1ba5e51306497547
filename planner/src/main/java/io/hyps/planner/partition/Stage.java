package io.hyps.planner.partition;

import io.hyps.planner.cost.Stretch;

/** A stretch of the graph and the device that runs it. */
public record Stage(Stretch stretch, DeviceSpec device) {}
