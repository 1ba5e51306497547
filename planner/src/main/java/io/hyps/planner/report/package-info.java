/** A plan as a page for the engineer who decides about it. In: a plan's parts, devices and predictions; out: one self-contained HTML file. */
@NullMarked
package io.hyps.planner.report;

import org.jspecify.annotations.NullMarked;
