/** Runners at work. In: a stack and a plan folder; out: answers and the time they took. */
@NullMarked
package io.hyps.bench.pipeline;

import org.jspecify.annotations.NullMarked;
