/** Shapes that ONNX's inference does not find. In: a model with some unknown; out: the same with what running it has shown. */
@NullMarked
package io.hyps.planner.shape;

import org.jspecify.annotations.NullMarked;
