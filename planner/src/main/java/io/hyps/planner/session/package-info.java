/** ONNX Runtime, the only package that knows it. In: an ONNX file and input tensors; out: output tensors and the time they took. */
@NullMarked
package io.hyps.planner.session;

import org.jspecify.annotations.NullMarked;
