/** Tensors and the messages that carry them. In: element type, shape and bytes, or a protobuf message; out: the other of the two. */
@NullMarked
package io.hyps.protocol.tensor;

import org.jspecify.annotations.NullMarked;
