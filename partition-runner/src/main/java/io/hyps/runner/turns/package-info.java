/** Partitions that do not fit into memory together. In: frames for one of them; out: its outputs, after others have given up their memory. */
@NullMarked
package io.hyps.runner.turns;

import org.jspecify.annotations.NullMarked;
