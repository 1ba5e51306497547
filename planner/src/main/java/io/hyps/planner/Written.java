package io.hyps.planner;

import io.hyps.planner.verify.Verification;
import io.hyps.protocol.plan.Plan;

/** A plan whose files are written, and how they compare with the whole model. */
record Written(Plan plan, Verification verification) {}
