/** Tests of commands. In: values, well formed and not; out: whether they come through unchanged or are refused in one line. */
@NullMarked
package io.hyps.protocol.command;

import org.jspecify.annotations.NullMarked;
