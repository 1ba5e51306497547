/** The planner service as a process. In: configuration; out: the running service and its health. */
@NullMarked
package io.hyps.planner.app;

import org.jspecify.annotations.NullMarked;
