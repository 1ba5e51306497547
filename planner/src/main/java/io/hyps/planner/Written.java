package io.hyps.planner;

import io.hyps.planner.encoding.Encodings;
import io.hyps.planner.verify.Verification;
import io.hyps.protocol.plan.Plan;

/** A plan whose files are written, and how they compare with the whole model, tensors travelling as they will. */
record Written(Plan plan, Verification verification, Encodings encodings) {}
