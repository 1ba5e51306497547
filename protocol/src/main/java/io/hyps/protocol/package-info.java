/** The contract between planner, partition runner and gateway. In and out: what its subpackages say. */
@NullMarked
package io.hyps.protocol;

import org.jspecify.annotations.NullMarked;
