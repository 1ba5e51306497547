/** What a replay goes through. In: the name of a plan, or its folder; out: the published plan, on a system that runs or on one of its own. */
@NullMarked
package io.hyps.stack.replay;

import org.jspecify.annotations.NullMarked;
