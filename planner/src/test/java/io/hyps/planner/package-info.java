/** Tests of the planner as a library, and the models they build. */
@NullMarked
package io.hyps.planner;

import org.jspecify.annotations.NullMarked;
