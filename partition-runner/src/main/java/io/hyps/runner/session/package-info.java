/** ONNX Runtime, imported nowhere else. In: a slice's files and input tensors; out: output tensors. */
@NullMarked
package io.hyps.runner.session;

import org.jspecify.annotations.NullMarked;
