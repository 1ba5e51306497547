package io.hyps.runner.session;

/** Where the memory for the tensors within a partition comes from: the quickest first, which keeps most. */
public enum TensorAllocation {
    /** ONNX Runtime's arena, which keeps what a frame has used for the next. */
    ARENA,
    /** The system, in one block for all tensors of a frame (ONNX Runtime's memory pattern), which it gets back after each. */
    PATTERN,
    /** The system, tensor by tensor. */
    SINGLE
}
