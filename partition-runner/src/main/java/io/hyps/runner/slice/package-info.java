/** Slice files. In: digests and chunks from the planner; out: proved files in the cache. */
@NullMarked
package io.hyps.runner.slice;

import org.jspecify.annotations.NullMarked;
