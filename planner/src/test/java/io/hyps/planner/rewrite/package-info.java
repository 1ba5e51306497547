/** Tests of this package. In: small random models, and the splits wanted; out: a verdict from ONNX Runtime. */
@NullMarked
package io.hyps.planner.rewrite;

import org.jspecify.annotations.NullMarked;
