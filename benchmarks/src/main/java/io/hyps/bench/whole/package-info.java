/** The undivided model in a process of its own. In: a model file and how to load it; out: the times of its runs. */
@NullMarked
package io.hyps.bench.whole;

import org.jspecify.annotations.NullMarked;
