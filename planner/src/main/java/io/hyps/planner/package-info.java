/** The planner as a library. In: a model's file and the devices; out: a verified plan in a directory, or what stands in its way. */
@NullMarked
package io.hyps.planner;

import org.jspecify.annotations.NullMarked;
