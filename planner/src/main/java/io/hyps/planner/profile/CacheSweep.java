package io.hyps.planner.profile;

import java.nio.ByteBuffer;

/**
 * Puts the processor's caches to other use, as they are on a device whose caches are smaller than its partitions, and in
 * the whole model, which is larger: else a partition that is measured again and again would find its weights there.
 */
final class CacheSweep {
    private static final int BYTES = 64 << 20;
    private static final int LINE_BYTES = 64;
    private static final ByteBuffer MEMORY = ByteBuffer.allocateDirect(BYTES);

    private CacheSweep() {}

    static void run() {
        for (int at = 0; at < BYTES; at += LINE_BYTES) {
            MEMORY.put(at, (byte) (MEMORY.get(at) + 1));
        }
    }
}
