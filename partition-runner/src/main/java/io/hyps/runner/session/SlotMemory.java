package io.hyps.runner.session;

import io.hyps.protocol.plan.TensorSpec;
import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Native memory for a session's inputs and outputs: its own, or pieces of one that is given. */
final class SlotMemory {
    private static final int ALIGNMENT = 64;

    private final Optional<ByteBuffer> given;
    private int taken;

    private SlotMemory(Optional<ByteBuffer> given) {
        this.given = given;
    }

    static SlotMemory own() {
        return new SlotMemory(Optional.empty());
    }

    static SlotMemory within(ByteBuffer given) {
        return new SlotMemory(Optional.of(given));
    }

    /**
     * Memory for one tensor.
     *
     * @param what for the message: input or output
     * @param frames of which each has such a tensor
     * @throws RefusedException if it is larger than what a message can carry, or all are larger than what a buffer can have
     */
    ByteBuffer take(String what, TensorSpec spec, int frames) throws RefusedException {
        if (spec.sizeBytes() > Integer.MAX_VALUE) {
            throw new RefusedException(
                    RefusalReason.UNSUPPORTED,
                    what + " '" + spec.name() + "' has " + spec.sizeBytes()
                            + " bytes, more than one message carries; cut the model elsewhere");
        }
        if (spec.sizeBytes() * frames > Integer.MAX_VALUE) {
            throw new RefusedException(
                    RefusalReason.UNSUPPORTED,
                    what + " '" + spec.name() + "' has " + spec.sizeBytes() + " bytes for each of " + frames
                            + " frames, more than one buffer can have; plan for fewer at once (--max-batch)");
        }
        int bytes = (int) spec.sizeBytes() * frames;
        int from = taken;
        taken += given.isPresent() ? (int) aligned(bytes) : 0;
        return given.map(all -> all.slice(from, bytes))
                .orElseGet(() -> ByteBuffer.allocateDirect(bytes))
                .order(ByteOrder.nativeOrder());
    }

    /** What a tensor takes of memory that is given. */
    static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
