/** The dataflow rule: a partition fires when all inputs of an attempt are in. In: tensor messages; out: tensor messages of the partitions, and acknowledgements after their effect. */
@NullMarked
package io.hyps.runner.dataflow;

import org.jspecify.annotations.NullMarked;
