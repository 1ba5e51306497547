package io.hyps.planner.partition;

/** A step, and who takes it. */
record Taken(int step, Crew crew) {}
