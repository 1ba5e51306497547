/** Memory. In: limits and usage as the kernel tells them; out: the budget, and whether partitions fit into it. */
@NullMarked
package io.hyps.runner.budget;

import org.jspecify.annotations.NullMarked;
