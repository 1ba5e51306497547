/** Frames on their way through a plan. In: frames from Kafka, plans, outputs; out: input tensors to the runners and one result for each frame. */
@NullMarked
package io.hyps.gateway.dispatch;

import org.jspecify.annotations.NullMarked;
