/** ONNX files. In: a file that may be anything; out: its graph, or the one line that says what is wrong with it. */
@NullMarked
package io.hyps.planner.onnx;

import org.jspecify.annotations.NullMarked;
