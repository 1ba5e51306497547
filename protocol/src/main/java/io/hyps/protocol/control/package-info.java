/** Requests to the planner service and its replies. In: records; out: JSON, and back. */
@NullMarked
package io.hyps.protocol.control;

import org.jspecify.annotations.NullMarked;
