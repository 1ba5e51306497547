/** The {@code hyps} command. In: arguments; out: what its subcommands print, and an exit code. */
@NullMarked
package io.hyps.stack.cli;

import org.jspecify.annotations.NullMarked;
