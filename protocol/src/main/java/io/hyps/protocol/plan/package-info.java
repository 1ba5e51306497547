/** Plans: partitions, slices, routes, the model's manifest, epochs. In: JSON from plan.json or a retained message; out: checked records and their digest. */
@NullMarked
package io.hyps.protocol.plan;

import org.jspecify.annotations.NullMarked;
