/** Partitions as files. In: a model and its stages; out: one ONNX file and one weights file each, named by their digests. */
@NullMarked
package io.hyps.planner.slice;

import org.jspecify.annotations.NullMarked;
