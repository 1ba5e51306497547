/** Where to cut. In: costs of stretches and the devices; out: one stage per device that is used, or what does not fit. */
@NullMarked
package io.hyps.planner.partition;

import org.jspecify.annotations.NullMarked;
