package io.hyps.stack.demo;

import io.hyps.protocol.ByteSize;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.parts.StackOptions;

/**
 * What the demo shows.
 *
 * @param runners how many devices the model is cut for
 * @param memory the budget of each runner's process
 * @param frames how many images the sensor sends
 */
record DemoOptions(Installation installation, int runners, ByteSize memory, int frames) {
    DemoOptions {
        StackOptions.requireRunners(runners);
        if (frames < 1) {
            throw new IllegalArgumentException(frames + " frames show nothing: use 1 or more");
        }
    }
}
