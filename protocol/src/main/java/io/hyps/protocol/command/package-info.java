/** What all subcommands of {@code hyps} share. In: what became of a command; out: its exit code and its one line of error. */
@NullMarked
package io.hyps.protocol.command;

import org.jspecify.annotations.NullMarked;
