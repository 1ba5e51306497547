/** Replays: recorded frames once more through a plan, beside the live system. In: a recording or a range of hyps.frames, and a plan; out: a recording, and how the answers compare with the recorded ones. */
@NullMarked
package io.hyps.gateway.replay;

import org.jspecify.annotations.NullMarked;
