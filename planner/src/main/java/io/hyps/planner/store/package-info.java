/** The planner service's disk. In: pieces of slice files and published plans; out: files whose digest is proved, plans by epoch. */
@NullMarked
package io.hyps.planner.store;

import org.jspecify.annotations.NullMarked;
