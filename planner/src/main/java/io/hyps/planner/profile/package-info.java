/** What a model costs on this machine. In: a model; out: its measured times and bytes, kept on disk, as a cost model for it and its rewrites. */
@NullMarked
package io.hyps.planner.profile;

import org.jspecify.annotations.NullMarked;
