/** Tests of this package. In: small models; out: a verdict from ONNX Runtime. */
@NullMarked
package io.hyps.planner.batch;

import org.jspecify.annotations.NullMarked;
