/** Processes of this machine: starting, watching, stopping them. In: commands; out: running processes, their ports, memory and last words. */
@NullMarked
package io.hyps.stack.process;

import org.jspecify.annotations.NullMarked;
