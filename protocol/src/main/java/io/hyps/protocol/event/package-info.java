/** Frames, results and dead letters as Kafka keeps them. In: a frame, and what became of it; out: a CloudEvent, and the frame back. */
@NullMarked
package io.hyps.protocol.event;

import org.jspecify.annotations.NullMarked;
