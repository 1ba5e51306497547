/** Recordings: frames and what became of them, in one file. In: frames and results; out: a file of compressed JSON lines, and the frames back. */
@NullMarked
package io.hyps.gateway.recording;

import org.jspecify.annotations.NullMarked;
