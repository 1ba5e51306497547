/** Tests of the Kafka records. */
@NullMarked
package io.hyps.protocol.event;

import org.jspecify.annotations.NullMarked;
